import Model
import Publishing

/// Words of a site's publishing screen.
struct PublishWords: Sendable {
  let title: String
  let lead: @Sendable (PublishAct) -> String
  let changes: String
  /// Above what no visitor notices.
  let onlyEditing: String
  let onlyEditingHint: String
  let onlyEditingAll: String
  let wholeSite: String
  let manyPages: String
  let show: String
  let showLong: @Sendable (_ name: String) -> String
  let by: @Sendable (_ name: String) -> String
  let comesWith: @Sendable (_ names: String) -> String
  let waitsForAgency: String
  let others: @Sendable (Int) -> String
  let tooMany: String
  let nothing: String
  let first: String
  let firstNotYours: String
  let publishChosen: String
  let publishAll: String
  let chosenHint: String
  let preview: String
  let openingPreview: String
  let openPreview: String
  let previewOf: @Sendable (Int) -> String
  let needed: String
  let neededText: @Sendable (_ names: String) -> String
  let left: @Sendable (Int) -> String

  let submitTitle: String
  let submitHint: String
  let message: String
  let messageHint: String
  let submit: String
  let submitMore: String
  let allSubmitted: String
  let moreSubmitted: @Sendable (Int) -> String
  let allInRequest: String
  let moreInRequest: @Sendable (Int) -> String
  let waiting: String
  let waitingText: String
  let withdraw: String
  let withdrawn: String
  let returned: String
  /// On the card of the site.
  let returnedBadge: String
  let returnedOpen: String
  let dismiss: String
  let approved: @Sendable (Int) -> String
  let submitted: String
  let requestFrom: @Sendable (_ name: String) -> String
  let requestBadge: String
  let approve: String
  let sendBack: String
  let reason: String
  let reasonHint: String
  let wrongText: @Sendable (PublishView.WrongText.Fault) -> String
  let decided: String

  let plan: String
  let planHint: String
  let planAt: String
  let planButton: String
  let plans: String
  /// Behind it stands the name of a zone.
  let ownZone: String
  let serverZone: @Sendable (_ zone: String) -> String
  /// Behind these three stands a time.
  let planFor: String
  let planFailed: String
  let planWas: String
  let planLive: @Sendable (_ release: Int) -> String
  let planDone: @Sendable (_ release: Int) -> String
  let planSize: @Sendable (_ changes: Int, _ pages: Int) -> String
  let planOthers: @Sendable (_ changes: Int) -> String
  let plannedBy: @Sendable (_ name: String) -> String
  let planOutdated: String
  let wrongTime: @Sendable (PublishView.WrongTime.Fault) -> String
  let cancelPlan: String
  let movePlan: String
  let planned: String

  let checks: String
  let checksGood: String
  let picturesMaking: @Sendable (Int) -> String
  let picturesMade: @Sendable (_ made: Int, _ total: Int) -> String
  let picturesFailed: @Sendable (_ names: String) -> String
  let pictureAgain: String
  let checksStop: @Sendable (Int) -> String
  let checksHint: @Sendable (_ count: Int, _ besides: Bool) -> String
  let checksRule: String
  let checksRuleOfAgency: String
  let override: String
  let everyPage: String
  let stops: String
  let warns: String

  let rule: String
  let ruleHint: String
  let ruleChecks: String
  let ruleChecksHint: String
  let mode: @Sendable (PublishMode) -> String
  let modeHint: @Sendable (PublishMode) -> String
  let saveRule: String
  let ruleSaved: String

  let picks: @Sendable (Int) -> String
  let releaseReason: @Sendable (Release.Reason) -> String
  let proofGood: @Sendable (_ changed: Int, _ same: Int) -> String
  let proofTitle: String
  let proofPages: @Sendable (_ pages: Int) -> String
  let proofPlace: @Sendable (_ name: String, _ count: Int) -> String
  let proofMore: @Sendable (_ count: Int) -> String
  let proofDerived: @Sendable (_ files: Int) -> String
  let draftOnly: String
  let openPublishing: String
  let refusal: @Sendable (PublishRefusal.Rule) -> String

  static let german = PublishWords(
    title: "Veröffentlichen",
    lead: { act in
      switch act {
      case .publish: "Sehen Sie in Ruhe durch, was sich für Besucher ändert, und schalten Sie live, was fertig ist."
      case .submit:
        "Sehen Sie in Ruhe durch, was sich für Besucher ändert, und reichen Sie ein, was fertig ist. Ihre Agentur gibt es frei."
      case .none: "Sehen Sie in Ruhe durch, was sich für Besucher ändert, wenn es veröffentlicht wird."
      }
    },
    changes: "Was sich für Besucher ändert",
    onlyEditing: "Nur für die Bearbeitung",
    onlyEditingHint: "Besucher sehen davon nichts.",
    onlyEditingAll: "Für Besucher ändert sich nichts.",
    wholeSite: "Ganze Website",
    manyPages: "Auf mehreren Seiten",
    show: "Im Editor zeigen",
    showLong: { "„\($0)“ im Editor zeigen" },
    by: { "von \($0)" },
    comesWith: { "Kommt mit: \($0)" },
    waitsForAgency: "Gehört zu etwas, woran Ihre Agentur noch arbeitet, und geht mit diesem live.",
    others: {
      $0 == 1
        ? "Dazu kommt 1 Änderung in Bereichen, die Ihre Agentur betreut. Sie bleibt im Entwurf."
        : "Dazu kommen \($0) Änderungen in Bereichen, die Ihre Agentur betreut. Sie bleiben im Entwurf."
    },
    tooMany: "Es sind zu viele Änderungen, um sie einzeln zu wählen. Veröffentlicht wird der ganze Entwurf.",
    nothing: "Alles ist veröffentlicht. Besucher sehen, was Sie im Entwurf sehen.",
    first: "Diese Website wurde noch nicht veröffentlicht. Beim ersten Mal geht alles zusammen live.",
    firstNotYours:
      "Zum ersten Mal veröffentlicht Ihre Agentur die Website. Danach können Sie Ihre Änderungen selbst live schalten.",
    publishChosen: "Ausgewähltes veröffentlichen",
    publishAll: "Alles veröffentlichen",
    chosenHint: "Was Sie nicht auswählen, bleibt im Entwurf.",
    preview: "Vorschau ansehen",
    openingPreview: "Die Vorschau wird geöffnet …",
    openPreview: "Vorschau öffnen",
    previewOf: { "Vorschau von Version \($0)" },
    needed: "Das gehört zusammen",
    neededText: {
      "Ihre Auswahl braucht auch: \($0). Wir haben es dazugenommen. Sehen Sie es durch und veröffentlichen Sie dann."
    },
    left: { $0 == 1 ? "1 Änderung bleibt im Entwurf." : "\($0) Änderungen bleiben im Entwurf." },
    submitTitle: "Zur Freigabe einreichen",
    submitHint:
      "Ihre Agentur sieht durch, was Sie ausgewählt haben, und schaltet es live. Sie können inzwischen weiterarbeiten.",
    message: "Nachricht an die Agentur",
    messageHint: "Freiwillig: Worauf soll sie achten?",
    submit: "Zur Freigabe einreichen",
    submitMore: "Dazu einreichen",
    allSubmitted: "Alles, was wartet, ist eingereicht. Sie können inzwischen weiterarbeiten.",
    moreSubmitted: {
      $0 == 1
        ? "1 weitere Änderung ist eingereicht und wartet auf die Freigabe."
        : "\($0) weitere Änderungen sind eingereicht und warten auf die Freigabe."
    },
    allInRequest: "Alles, was wartet, steht oben in der Anfrage.",
    moreInRequest: {
      $0 == 1 ? "1 weitere Änderung steht oben in der Anfrage." : "\($0) weitere Änderungen stehen oben in der Anfrage."
    },
    waiting: "Wartet auf Freigabe",
    waitingText: "Ihre Agentur hat Ihre Änderungen. Was Sie danach ändern, können Sie dazu einreichen.",
    withdraw: "Zurückziehen",
    withdrawn: "Zurückgezogen. Ihre Änderungen bleiben im Entwurf.",
    returned: "Die Agentur bittet um eine Änderung",
    returnedBadge: "Zurückgegeben",
    returnedOpen: "Ansehen und neu einreichen",
    dismiss: "Nicht mehr zeigen",
    approved: { "Freigegeben: Version \($0) ist live" },
    submitted: "Eingereicht. Ihre Agentur sieht es durch.",
    requestFrom: { "\($0) hat Änderungen zur Freigabe eingereicht" },
    requestBadge: "Freigabe erbeten",
    approve: "Freigeben und veröffentlichen",
    sendBack: "Zurückgeben",
    reason: "Grund",
    reasonHint: "Was soll anders werden? Der Kunde liest es hier.",
    wrongText: { fault in
      switch fault {
      case .missing: "Schreiben Sie, was anders werden soll. Ohne das weiß der Kunde nicht weiter."
      case .tooLong: "Das ist zu lang. Kürzen Sie es auf 1000 Zeichen."
      }
    },
    decided: "Jemand anderes war schneller: Darüber ist schon entschieden.",
    plan: "Für später planen",
    planHint: "Geplant wird, was jetzt ausgewählt ist. Was danach geändert wird, wartet auf das nächste Mal.",
    planAt: "Tag und Uhrzeit",
    planButton: "Planen",
    plans: "Geplante Veröffentlichungen",
    ownZone: "Ihre Zeitzone:",
    serverZone: { "Zeit des Servers: \($0)" },
    planFor: "Geht live:",
    planFailed: "Hat nicht geklappt:",
    planWas: "Geplant war:",
    planLive: { "Schon live seit Version \($0)" },
    planDone: { "Live gegangen: Version \($0)" },
    planSize: { changes, pages in
      let size = changes == 1 ? "1 Änderung" : "\(changes) Änderungen"
      return pages == 0 ? size : "\(size) auf \(pages == 1 ? "1 Seite" : "\(pages) Seiten")"
    },
    planOthers: { $0 == 1 ? "Dazu kommt 1 Änderung Ihrer Agentur." : "Dazu kommen \($0) Änderungen Ihrer Agentur." },
    plannedBy: { "geplant von \($0)" },
    planOutdated: "Seit dem Planen zeigt die Website wieder eine ältere Version. Planen Sie es noch einmal.",
    wrongTime: { fault in
      switch fault {
      case .unreadable: "Wählen Sie einen Tag und eine Uhrzeit."
      case .past: "Dieser Zeitpunkt ist schon vorbei. Wählen Sie einen späteren."
      case .far: "So weit im Voraus geht es nicht. Wählen Sie einen Zeitpunkt in den nächsten zwei Jahren."
      }
    },
    cancelPlan: "Absagen",
    movePlan: "Verschieben",
    planned: "Geplant. Sie können es bis dahin absagen oder verschieben.",
    checks: "Automatische Prüfung",
    checksGood: "Nichts gefunden. Alles in Ordnung.",
    picturesMaking: {
      $0 == 1
        ? "1 Bild wird noch in passenden Größen erzeugt. Bis dahin sehen Besucher das Original."
        : "\($0) Bilder werden noch in passenden Größen erzeugt. Bis dahin sehen Besucher die Originale."
    },
    picturesMade: { "\($0) von \($1) fertig" },
    picturesFailed: { "Nicht erzeugt werden konnten: \($0)" },
    pictureAgain: "wird noch einmal versucht",
    checksStop: {
      $0 == 1
        ? "1 Punkt hält das Veröffentlichen an. Bringen Sie ihn erst in Ordnung."
        : "\($0) Punkte halten das Veröffentlichen an. Bringen Sie sie erst in Ordnung."
    },
    checksHint: { count, besides in
      let hints = count == 1 ? "1 Hinweis, der nichts anhält." : "\(count) Hinweise, die nichts anhalten."
      return besides ? "Dazu \(hints)" : hints
    },
    checksRule: "Festlegen, was das Veröffentlichen anhält",
    checksRuleOfAgency: "Was das Veröffentlichen anhält, legt Ihre Agentur fest.",
    override: "Trotzdem veröffentlichen. Das wird festgehalten.",
    everyPage: "auf vielen Seiten",
    stops: "Hält an",
    warns: "Hinweis",
    rule: "Regeln für das Veröffentlichen",
    ruleHint: "Wie Kunden dieser Website veröffentlichen und was das Veröffentlichen anhält.",
    ruleChecks: "Was das Veröffentlichen anhält",
    ruleChecksHint:
      "Von Haus aus hält nichts an, alles sind Hinweise. Was anhält, gilt für Kunden immer; Sie können trotzdem veröffentlichen, und das wird festgehalten.",
    mode: { mode in
      switch mode {
      case .direct: "Direkt"
      case .approval: "Mit Freigabe"
      case .draftOnly: "Nur Entwurf"
      }
    },
    modeHint: { mode in
      switch mode {
      case .direct:
        "Kunden schalten selbst live, was sie ändern dürfen, und nichts anderes. Das wird bei jeder Veröffentlichung Datei für Datei geprüft."
      case .approval: "Kunden reichen ein, Sie sehen durch und geben frei."
      case .draftOnly: "Kunden ändern den Entwurf, veröffentlichen können nur Sie."
      }
    },
    saveRule: "Regeln speichern",
    ruleSaved: "Die Regeln gelten ab sofort.",
    picks: { $0 == 1 ? "mit 1 ausgewählten Teil" : "mit \($0) ausgewählten Teilen" },
    releaseReason: { reason in
      switch reason {
      case .publish: "veröffentlicht"
      case .approval: "freigegeben"
      case .plan: "nach Plan"
      case .day: "zum Datum"
      case .renewal: "neu gebaut"
      }
    },
    proofGood: { changed, same in
      "\(changed == 1 ? "Nur 1 Stelle" : "Nur \(changed) Stellen") geändert, \(same == 1 ? "1 Datei" : "\(same) Dateien") gleich, bewiesen"
    },
    proofTitle: "Beweis",
    proofPages: {
      "\($0 == 1 ? "1 geänderte Seite" : "\($0) geänderte Seiten") Byte für Byte mit der Version davor verglichen. Anders sind nur:"
    },
    proofPlace: { name, count in count == 1 ? name : "\(name), an \(count) Stellen" },
    proofMore: { "und \($0) weitere" },
    proofDerived: {
      "\($0 == 1 ? "1 Datei folgt" : "\($0) Dateien folgen") aus den Seiten (Feeds, Suche) und \($0 == 1 ? "ist" : "sind") nicht einzeln verglichen."
    },
    draftOnly: "Auf dieser Website veröffentlicht Ihre Agentur. Ihre Änderungen sind im Entwurf sicher aufgehoben.",
    openPublishing: "Ansehen und veröffentlichen",
    refusal: { rule in
      switch rule {
      case .role: "Ihre Rolle veröffentlicht nicht."
      case .mode: "Auf dieser Website veröffentlicht die Agentur."
      case .first: "Zum ersten Mal veröffentlicht Ihre Agentur die Website."
      case .nothing:
        "Es gibt nichts zu veröffentlichen: Was Sie gewählt haben, ist schon live oder wartet auf Ihre Agentur."
      case .rights: "Etwas davon gehört zu Bereichen, die Ihre Agentur betreut. Es geht live, wenn sie so weit ist."
      case .incomplete:
        "Was Sie gewählt haben, steht nicht für sich allein. Wählen Sie mehr aus oder veröffentlichen Sie alles."
      case .checks: "Die automatische Prüfung hat etwas gefunden, das erst in Ordnung kommen muss."
      case .scope:
        "Es hätte sich mehr geändert als das, was Sie ändern dürfen. Nichts wurde veröffentlicht. Reichen Sie es zur Freigabe ein."
      case .outdated: "Inzwischen hat sich etwas geändert. Sehen Sie noch einmal durch."
      }
    })

  static let english = PublishWords(
    title: "Publish",
    lead: { act in
      switch act {
      case .publish: "Review what will change for visitors and publish what is ready."
      case .submit: "Review what will change for visitors and submit what is ready. Your agency approves it."
      case .none: "Review what will change for visitors once it is published."
      }
    },
    changes: "What will change for visitors",
    onlyEditing: "For editing only",
    onlyEditingHint: "Visitors will not notice these.",
    onlyEditingAll: "Nothing changes for visitors.",
    wholeSite: "Whole website",
    manyPages: "On several pages",
    show: "Show in the editor",
    showLong: { "Show “\($0)” in the editor" },
    by: { "by \($0)" },
    comesWith: { "Comes with: \($0)" },
    waitsForAgency: "Belongs to something your agency is still working on, and goes live with it.",
    others: {
      $0 == 1
        ? "There is 1 more change in parts that your agency looks after. It stays in the draft."
        : "There are \($0) more changes in parts that your agency looks after. They stay in the draft."
    },
    tooMany: "There are too many changes to choose from one by one. The whole draft will be published.",
    nothing: "Everything is published. Visitors see what you see in the draft.",
    first: "This website has not been published yet. The first time, everything goes live together.",
    firstNotYours:
      "Your agency publishes the website the first time. After that you can publish your own changes.",
    publishChosen: "Publish selected",
    publishAll: "Publish everything",
    chosenHint: "Anything you do not select stays in the draft.",
    preview: "Preview",
    openingPreview: "Opening the preview …",
    openPreview: "Open the preview",
    previewOf: { "Preview of version \($0)" },
    needed: "These belong together",
    neededText: { "Your selection also needs: \($0). We have added it. Review it, then publish." },
    left: { $0 == 1 ? "1 change stays in the draft." : "\($0) changes stay in the draft." },
    submitTitle: "Submit for approval",
    submitHint: "Your agency reviews what you have selected and publishes it. You can keep working in the meantime.",
    message: "Message to the agency",
    messageHint: "Optional: what should they pay attention to?",
    submit: "Submit for approval",
    submitMore: "Add to the request",
    allSubmitted: "Everything has been submitted. You can keep working in the meantime.",
    moreSubmitted: {
      $0 == 1
        ? "1 more change has been submitted and is waiting for approval."
        : "\($0) more changes have been submitted and are waiting for approval."
    },
    allInRequest: "Everything that is waiting is in the request above.",
    moreInRequest: {
      $0 == 1 ? "1 more change is in the request above." : "\($0) more changes are in the request above."
    },
    waiting: "Waiting for approval",
    waitingText: "Your agency has your changes. Anything you change from now on can be added.",
    withdraw: "Withdraw",
    withdrawn: "Withdrawn. Your changes stay in the draft.",
    returned: "Your agency has asked for a change",
    returnedBadge: "Sent back",
    returnedOpen: "Review and submit again",
    dismiss: "Dismiss",
    approved: { "Approved: version \($0) is live" },
    submitted: "Submitted. Your agency will review it.",
    requestFrom: { "\($0) has submitted changes for approval" },
    requestBadge: "Approval requested",
    approve: "Approve and publish",
    sendBack: "Send back",
    reason: "Reason",
    reasonHint: "What should be different? The customer will read this.",
    wrongText: { fault in
      switch fault {
      case .missing: "Say what should be different, so that the customer knows what to do."
      case .tooLong: "This is too long. Shorten it to 1000 characters."
      }
    },
    decided: "Somebody else got there first: this has already been decided.",
    plan: "Plan for later",
    planHint: "This plans what is selected now. Later changes wait for the next time.",
    planAt: "Day and time",
    planButton: "Plan",
    plans: "Planned publishes",
    ownZone: "Your time zone:",
    serverZone: { "Server time: \($0)" },
    planFor: "Goes live:",
    planFailed: "Failed:",
    planWas: "Planned for:",
    planLive: { "Already live since version \($0)" },
    planDone: { "Went live: version \($0)" },
    planSize: { changes, pages in
      let size = changes == 1 ? "1 change" : "\(changes) changes"
      return pages == 0 ? size : "\(size) on \(pages == 1 ? "1 page" : "\(pages) pages")"
    },
    planOthers: { $0 == 1 ? "Includes 1 change by your agency." : "Includes \($0) changes by your agency." },
    plannedBy: { "planned by \($0)" },
    planOutdated: "Since this was planned, the website has gone back to an older version. Plan it again.",
    wrongTime: { fault in
      switch fault {
      case .unreadable: "Choose a day and a time."
      case .past: "This time has already passed. Choose a later one."
      case .far: "That is too far ahead. Choose a time within the next two years."
      }
    },
    cancelPlan: "Cancel",
    movePlan: "Move",
    planned: "Planned. Until then you can cancel or move it.",
    checks: "Automatic checks",
    checksGood: "No problems found.",
    picturesMaking: {
      $0 == 1
        ? "1 picture is still being resized. Until then visitors see the original."
        : "\($0) pictures are still being resized. Until then visitors see the originals."
    },
    picturesMade: { "\($0) of \($1) done" },
    picturesFailed: { "Could not be resized: \($0)" },
    pictureAgain: "will be tried again",
    checksStop: {
      $0 == 1
        ? "1 problem blocks publishing. Fix it first." : "\($0) problems block publishing. Fix them first."
    },
    checksHint: { count, besides in
      let hints = count == 1 ? "1 hint that does not block publishing." : "\(count) hints that do not block publishing."
      return besides ? "Also \(hints)" : hints
    },
    checksRule: "Choose which checks block publishing",
    checksRuleOfAgency: "Your agency decides which checks block publishing.",
    override: "Publish anyway. This is recorded.",
    everyPage: "on many pages",
    stops: "Blocks",
    warns: "Hint",
    rule: "Rules for publishing",
    ruleHint: "How customers of this website publish, and what blocks publishing.",
    ruleChecks: "What blocks publishing",
    ruleChecksHint:
      "By default nothing blocks publishing; every check is only a hint. Checks that block always apply to customers. You can publish anyway, and that is recorded.",
    mode: { mode in
      switch mode {
      case .direct: "Directly"
      case .approval: "With approval"
      case .draftOnly: "Draft only"
      }
    },
    modeHint: { mode in
      switch mode {
      case .direct:
        "Customers publish what they are allowed to change, and nothing else. Every publish is checked file by file."
      case .approval: "Customers submit, you review and approve."
      case .draftOnly: "Customers change the draft, only you publish."
      }
    },
    saveRule: "Save the rules",
    ruleSaved: "The rules apply from now on.",
    picks: { $0 == 1 ? "with 1 selected part" : "with \($0) selected parts" },
    releaseReason: { reason in
      switch reason {
      case .publish: "published"
      case .approval: "approved"
      case .plan: "as planned"
      case .day: "by date"
      case .renewal: "rebuilt"
      }
    },
    proofGood: { changed, same in
      "Only \(changed == 1 ? "1 place" : "\(changed) places") changed, \(same == 1 ? "1 file" : "\(same) files") unchanged, proven"
    },
    proofTitle: "Proof",
    proofPages: {
      "\($0 == 1 ? "1 changed page" : "\($0) changed pages") compared with the previous version, byte by byte. Only these differ:"
    },
    proofPlace: { name, count in count == 1 ? name : "\(name), in \(count) places" },
    proofMore: { "and \($0) more" },
    proofDerived: {
      "\($0 == 1 ? "1 file follows" : "\($0) files follow") from the pages (feeds, search) and \($0 == 1 ? "was" : "were") not compared separately."
    },
    draftOnly: "Your agency publishes this website. Your changes are safe in the draft.",
    openPublishing: "Review and publish",
    refusal: { rule in
      switch rule {
      case .role: "Your role cannot publish."
      case .mode: "Only the agency publishes this website."
      case .first: "Your agency publishes the website the first time."
      case .nothing: "There is nothing to publish: what you chose is already live or is waiting for your agency."
      case .rights: "Some of it is in parts that your agency looks after. It goes live when they are ready."
      case .incomplete: "What you chose cannot go live on its own. Select more, or publish everything."
      case .checks: "The checks have found something that must be fixed first."
      case .scope:
        "More would have changed than you are allowed to change. Nothing was published. Submit it for approval instead."
      case .outdated: "Something has changed in the meantime. Please review it again."
      }
    })
}
