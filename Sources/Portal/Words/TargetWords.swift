import Publishing

/// Words of the places that a site is sent to.
struct TargetWords: Sendable {
  let title: String
  let never: String
  let running: String
  let done: String
  let failed: String
  let manual: String
  let send: String
  let sendLong: @Sendable (_ name: String) -> String
  /// For customers, who do not see targets.
  let outdated: @Sendable (_ name: String) -> String
  /// What went wrong; nil for what no target has said, such as a file of our own that cannot be read.
  let failure: @Sendable (TargetError.Code?) -> String
  /// What exactly, in a sentence or a name; empty where another program's words are all there is.
  let reason: @Sendable (TargetReason) -> String
  /// In front of another program's words, which are English.
  let says: String

  static let german = TargetWords(
    title: "Ausspielziele", never: "Noch nicht gesendet", running: "Wird gesendet", done: "Aktuell gesendet",
    failed: "Fehlgeschlagen", manual: "Wird nur auf Wunsch gesendet.", send: "Jetzt senden",
    sendLong: { "Jetzt an „\($0)“ senden" },
    outdated: { "Die Kopie auf „\($0)“ ist nicht auf dem neuesten Stand. Ihre Agentur sieht das auch." },
    failure: { code in
      switch code {
      case .foreign?:
        "Fremde Dateien stehen im Weg. Es wurde nichts überschrieben; entfernen Sie diese Dateien oder wählen Sie einen anderen Ort."
      case .changed?:
        "Am Ziel hat jemand Dateien geändert, die gesendet worden waren. Es wurde nichts überschrieben; ersetzt werden sie mit „foyer target send … --replace-changed“."
      case .otherSite?: "An diesem Ort liegt schon eine andere Website."
      case .badManifest?: "Die Liste der gesendeten Dateien ist beschädigt. Es wurde nichts verändert."
      case .hostKey?:
        "Der Server weist sich mit einem anderen Schlüssel aus als bestätigt. Klären Sie das mit dem Anbieter, bevor Sie das Ziel neu anlegen."
      case .signIn?: "Der Server nimmt die Zugangsdaten nicht an."
      case .permission?: "Die Zugangsdaten reichen dort zum Schreiben nicht aus."
      case .full?: "Am Ziel ist kein Speicherplatz mehr frei."
      case .noBucket?: "Diesen Bucket gibt es dort nicht."
      case .certificate?: "Das Zertifikat des Anbieters ist nicht gültig."
      case .connection?:
        "Die Verbindung ist abgebrochen oder kam nicht zustande. Es wird von selbst noch einmal versucht."
      case .busy?: "Der Anbieter ist überlastet oder gestört. Es wird von selbst noch einmal versucht."
      case .place?:
        "An diesen Ort darf keine Website gelegt werden. Entfernen Sie das Ziel und legen Sie es für einen anderen Ort neu an."
      case .running?: "Es läuft schon eine Übertragung an dieses Ziel."
      case .missing?: "Auf diesem Server fehlt ein Programm, das dafür gebraucht wird."
      case .secret?: "Die gespeicherten Zugangsdaten lassen sich nicht öffnen. Legen Sie das Ziel neu an."
      case .refused?: "Der Anbieter hat die Übertragung abgelehnt."
      case nil: "Das Senden hat nicht geklappt."
      }
    },
    reason: { reason in
      let about = reason.about
      let led = reason.isDirect ? "" : " führt zu „\(about[1])“; dieser Ordner"
      return switch reason.kind {
      case .said: ""
      case .saidAbout: about[0]
      case .cannotOpen: "Der Ordner „\(about[0])“ lässt sich nicht öffnen."
      case .cannotMake: "Der Ordner „\(about[0])“ lässt sich nicht anlegen."
      case .cannotRead: "„\(about[0])“ lässt sich nicht lesen."
      case .cannotWrite: "„\(about[0])“ lässt sich nicht schreiben."
      case .cannotRemove: "„\(about[0])“ lässt sich nicht löschen."
      case .notAbsolute: "„\(about[0])“ ist kein vollständiger Pfad, der mit / beginnt."
      case .systemFolder: "„\(about[0])“\(led) ist ein Ordner des Systems."
      case .systemOwned: "„\(about[0])“\(led) gehört zum System."
      case .inData: "„\(about[0])“\(led) liegt im Datenordner „\(about[2])“."
      case .aroundData: "„\(about[0])“\(led) enthält den Datenordner „\(about[2])“."
      case .source: "„\(about[0])“\(led) enthält, woraus „\(about[2])“ gemacht wird."
      case .unencrypted: "„\(about[0])“ ist nicht verschlüsselt; die Adresse muss mit https:// beginnen."
      case .bucket: "Bucket „\(about[0])“"
      case .noProgram: "Es fehlt \(about[0]) aus dem Paket \(about[1])."
      case .noLibrary: "Die Bibliothek für S3 lässt sich nicht verwenden."
      case .noResources: "Dem Server fehlen die Mittel für die Verbindung."
      case .keyMissing: "Der Schlüssel „\(about[0])“ fehlt; er lässt sich aus einer Sicherung zurückholen."
      case .keyOther: "„\(about[0])“ ist nicht der Schlüssel, mit dem sie verschlossen wurden."
      case .keyIsOpen: "Andere Benutzer des Servers können „\(about[0])“ lesen; erlaubt ist nur chmod 600."
      case .keyBroken: "„\(about[0])“ ist kein Schlüssel."
      case .cannotSeal: "Sie lassen sich nicht verschließen."
      case .secretDamaged: "Sie sind beschädigt."
      case .secretOfOtherKind: "Sie passen nicht zu dieser Art von Ziel."
      case .listTooLarge: "Sie ist zu groß."
      case .listEmpty: "Sie ist leer."
      case .listLine: "Zeile \(about[0]) stammt nicht von Foyer."
      case .otherHostKey: "Der Server zeigt einen anderen."
      case .noSFTP: "Der Server bietet kein SFTP an."
      case .oldSFTP: "Der Server spricht ein SFTP vor Version 3."
      case .notSFTP: "Der Server antwortet nicht mit SFTP. Vielleicht gibt sein Anmeldeskript etwas aus."
      case .clock: "\(about[0]): Die Uhr dieses Servers geht falsch."
      case .region: "\(about[0]): Vielleicht ist es eine andere Region oder eine andere Adresse (--region, --endpoint)."
      case .answerTooLong: "\(about[0]): Die Antwort ist zu lang."
      case .silent: "Es kam \(about[0]) Sekunden lang keine Antwort."
      case .closed: "Die Verbindung wurde geschlossen."
      case .badAnswer: "Die Antwort des Servers ergibt keinen Sinn."
      case .noSSH: "Unter \(about[0]), Port \(about[1]), antwortet kein SSH-Server."
      case .outside: "„\(about[0])“ führt aus dem Ordner hinaus."
      }
    },
    says: "Wortlaut der Meldung:")

  static let english = TargetWords(
    title: "Targets", never: "Not sent yet", running: "Sending", done: "Sent",
    failed: "Failed", manual: "Sent only on request.", send: "Send now",
    sendLong: { "Send now to “\($0)”" },
    outdated: { "The copy on “\($0)” is out of date. Your agency can see this too." },
    failure: { code in
      switch code {
      case .foreign?:
        "Somebody else’s files are in the way. Nothing was replaced; remove these files or choose another place."
      case .changed?:
        "Somebody has changed files there since they were sent. Nothing was replaced; “foyer target send … --replace-changed” replaces them."
      case .otherSite?: "Another website is already in this place."
      case .badManifest?: "The list of files that were sent is damaged. Nothing was changed."
      case .hostKey?:
        "The server presents a different key from the one that was confirmed. Ask its owner before you add the target again."
      case .signIn?: "The server does not accept the credentials."
      case .permission?: "The credentials do not allow writing there."
      case .full?: "There is no space left at the target."
      case .noBucket?: "There is no such bucket."
      case .certificate?: "The provider's certificate is not valid."
      case .connection?: "The connection failed or was interrupted. It will be tried again."
      case .busy?: "The provider is busy or in trouble. It will be tried again."
      case .place?: "A website cannot be sent to this place. Remove the target and add it with another one."
      case .running?: "A transfer to this target is already running."
      case .missing?: "A program that is needed for this is missing on this server."
      case .secret?: "The stored credentials cannot be read. Add the target again."
      case .refused?: "The provider refused the transfer."
      case nil: "Sending failed."
      }
    }, reason: { $0.words }, says: "Full message:")
}
