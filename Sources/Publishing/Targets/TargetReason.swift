import Model

/// What exactly stands behind a target's error, so that each language has its own words for it. Never holds a secret.
package struct TargetReason: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// Nothing of our own: another program says it, about a file or step where one is named.
    case said, saidAbout
    // The system, about a file or folder.
    case cannotOpen, cannotMake, cannotRead, cannotWrite, cannotRemove
    // A folder in which no site may be put: how it was written, where it leads, and what else it meets there.
    case notAbsolute, systemFolder, systemOwned, inData, aroundData, source
    /// An endpoint.
    case unencrypted
    /// A bucket.
    case bucket
    /// A program and the package that brings it.
    case noProgram
    case noLibrary, noResources
    // The file of the key that seals secrets.
    case keyMissing, keyOther, keyIsOpen, keyBroken
    case cannotSeal, secretDamaged, secretOfOtherKind
    // The target's list of our files; the number of a line.
    case listTooLarge, listEmpty, listLine
    case otherHostKey
    case noSFTP, oldSFTP, notSFTP
    /// What was asked for.
    case clock, region, answerTooLong
    /// Seconds.
    case silent
    case closed, badAnswer
    /// Host and port.
    case noSSH
    /// A path that leads out of the folder.
    case outside

    /// How many names belong to it.
    package var count: Int {
      switch self {
      case .inData, .aroundData, .source: 3
      case .systemFolder, .systemOwned, .noProgram, .noSSH: 2
      case .saidAbout, .cannotOpen, .cannotMake, .cannotRead, .cannotWrite, .cannotRemove, .notAbsolute, .unencrypted,
        .bucket, .keyMissing, .keyOther, .keyIsOpen, .keyBroken, .listLine, .clock, .region, .answerTooLong, .silent,
        .outside:
        1
      case .said, .noLibrary, .noResources, .cannotSeal, .secretDamaged, .secretOfOtherKind, .listTooLarge, .listEmpty,
        .otherHostKey, .noSFTP, .oldSFTP, .notSFTP, .closed, .badAnswer:
        0
      }
    }
  }

  package let kind: Kind
  /// Paths, hosts, numbers: as many as the kind has.
  package let about: [String]
  /// What another program says, in its own words and language; may be empty.
  package let said: String

  package init(_ kind: Kind, _ about: String..., said: String = "") {
    precondition(about.count == kind.count, "\(kind) is about \(kind.count)")
    (self.kind, self.about, self.said) = (kind, about, said)
  }

  /// What the report of a run says.
  /// - Returns: nil when it says no reason that is known
  package init?(report: JSONValue) {
    guard let kind = report["reason"]?.string.flatMap(Kind.init), let about = report["about"]?.array,
      about.count == kind.count
    else { return nil }
    self.kind = kind
    self.about = about.compactMap(\.string)
    said = report["said"]?.string ?? ""
    guard self.about.count == kind.count else { return nil }
  }

  /// For the report of a run.
  var members: [String: JSONValue] {
    [
      "reason": .string(kind.rawValue), "about": .strings(about.map(VisibleText.of)),
      "said": .string(VisibleText.of(said)),
    ]
  }

  /// Our own words in English; empty where there are only another program's.
  package var words: String {
    switch kind {
    case .said: ""
    case .saidAbout: about[0]
    case .cannotOpen: "cannot open the folder \(about[0])"
    case .cannotMake: "cannot make the folder \(about[0])"
    case .cannotRead: "cannot read \(about[0])"
    case .cannotWrite: "cannot write \(about[0])"
    case .cannotRemove: "cannot remove \(about[0])"
    case .notAbsolute: place("it is not an absolute path")
    case .systemFolder: place("\(led) is a folder of the system")
    case .systemOwned: place("\(led) belongs to the system")
    case .inData: place("\(led) is in the data folder \(about[2])")
    case .aroundData: place("\(led) has the data folder \(about[2]) in it")
    case .source: place("\(led) holds what \(about[2]) is made of")
    case .unencrypted: "the endpoint \(about[0]) is reached without encryption; begin it with https://"
    case .bucket: "there is no bucket “\(about[0])” at this endpoint"
    case .noProgram:
      "the program \(about[0]) is missing; install it with: sudo apt-get install -y \(about[1])"
    case .noLibrary: "the library for S3 cannot be used"
    case .noResources: "this machine has nothing left for the connection"
    case .keyMissing:
      "the key that opens the target's secret is missing: put \(about[0]) back, or add the target again"
    case .keyOther:
      "the target's secret was sealed with another key than \(about[0]); put that back, or add the target again"
    case .keyIsOpen: "\(about[0]) can be read by others: run chmod 600 on it"
    case .keyBroken: "\(about[0]) is no key: put the old one back"
    case .cannotSeal: "the secret could not be sealed"
    case .secretDamaged: "the target's secret is damaged; add the target again"
    case .secretOfOtherKind: "the stored secret is not one for a target of this kind; add the target again"
    case .listTooLarge: "it is too large"
    case .listEmpty: "it is empty"
    case .listLine: "line \(about[0]) is not as foyer writes it"
    case .otherHostKey: "the host shows another one"
    case .noSFTP: "the host has no SFTP"
    case .oldSFTP: "the host speaks an SFTP of before version 3"
    case .notSFTP: "the host does not answer in SFTP; does its login script print something?"
    case .clock: "\(about[0]): this machine's clock is wrong; set it"
    case .region: "\(about[0]): it may be another --region or --endpoint"
    case .answerTooLong: "\(about[0]): the answer is too long"
    case .silent: "no answer for \(about[0]) seconds"
    case .closed: "it was closed"
    case .badAnswer: "the host's answer makes no sense"
    case .noSSH: "no SSH server answers at \(about[0]), port \(about[1])"
    case .outside: "“\(about[0])” is not a path within the folder"
    }
  }

  /// Our words with what another program says.
  var text: String { words.isEmpty || said.isEmpty ? words + said : "\(words): \(said)" }

  private func place(_ problem: String) -> String {
    "“\(about[0])” is no folder for a site: \(problem). Choose a folder of its own, such as /srv/www/NAME"
  }

  private var led: String { isDirect ? "it" : "it leads to \(about[1]), which" }

  /// Whether the folder is where it was said to be, and no link leads elsewhere.
  package var isDirect: Bool {
    about.count < 2 || about[1] == about[0] || about[1] + "/" == about[0]
  }
}
