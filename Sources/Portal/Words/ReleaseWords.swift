/// Words of published versions and of going back to one.
struct ReleaseWords: Sendable {
  let title: String
  let empty: String
  let version: @Sendable (Int) -> String
  let live: String
  let by: @Sendable (_ name: String) -> String
  let bySystem: String
  let byCommandLine: String
  let look: String
  let makeLive: String
  let makeLiveLong: @Sendable (Int) -> String
  let olderHidden: @Sendable (Int) -> String
  let published: @Sendable (Int) -> String
  let publishedText: String
  let madeLive: @Sendable (Int) -> String
  let madeLiveText: String
  let undo: String
  let undoLong: @Sendable (Int) -> String
  let failed: String
  let failedText: String

  static let german = ReleaseWords(
    title: "Veröffentlichte Versionen",
    empty: "Jede Veröffentlichung wird hier aufbewahrt. So können Sie jederzeit zu einer früheren Version zurück.",
    version: { "Version \($0)" },
    live: "Live",
    by: { "von \($0)" },
    bySystem: "automatisch",
    byCommandLine: "über die Kommandozeile",
    look: "Ansehen",
    makeLive: "Wieder live schalten",
    makeLiveLong: { "Version \($0) wieder live schalten" },
    olderHidden: { $0 == 1 ? "1 ältere Version ist aufbewahrt." : "\($0) ältere Versionen sind aufbewahrt." },
    published: { "Veröffentlicht: Version \($0) ist live" },
    publishedText: "Besucher sehen ab jetzt den neuen Stand.",
    madeLive: { "Version \($0) ist jetzt live" },
    madeLiveText: "Ihr Entwurf ist unverändert.",
    undo: "Rückgängig machen",
    undoLong: { "Rückgängig machen: wieder Version \($0) zeigen" },
    failed: "Das Veröffentlichen hat nicht geklappt",
    failedText:
      "Die Live-Website ist unverändert. Versuchen Sie es noch einmal; klappt es wieder nicht, sagen Sie Ihrer Agentur Bescheid."
  )

  static let english = ReleaseWords(
    title: "Published versions",
    empty: "Everything you publish is kept here, so you can always go back to an earlier version.",
    version: { "Version \($0)" },
    live: "Live",
    by: { "by \($0)" },
    bySystem: "automatically",
    byCommandLine: "from the command line",
    look: "Preview",
    makeLive: "Make live again",
    makeLiveLong: { "Make version \($0) live again" },
    olderHidden: { $0 == 1 ? "1 older version is kept." : "\($0) older versions are kept." },
    published: { "Published: version \($0) is live" },
    publishedText: "Visitors see the new version from now on.",
    madeLive: { "Version \($0) is now live" },
    madeLiveText: "Your draft has not changed.",
    undo: "Undo",
    undoLong: { "Undo: show version \($0) again" },
    failed: "Publishing failed",
    failedText: "The live website has not changed. Try again; if it fails again, tell your agency.")
}
