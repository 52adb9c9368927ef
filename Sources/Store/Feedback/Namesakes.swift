import Database
import Model

extension FeedbackPeople {
  /// The same people, with a mark on guests who are called like somebody with a role on the site, or so that one takes them for it.
  static func markingNamesakes(
    _ people: [Participant: FeedbackPerson], in key: SiteKey, _ transaction: Transaction
  ) throws -> [Participant: FeedbackPerson] {
    guard people.keys.contains(where: { $0.guest != nil }) else { return people }
    let members = try everybody(in: key, transaction).map(\.name)
    return people.mapValues { person in
      guard person.participant.guest != nil else { return person }
      var person = person
      person.isNamesake =
        PersonName.isContrived(person.name) || members.contains { PersonName.isTaken(person.name, for: $0) }
      return person
    }
  }
}

extension ThreadTeller {
  /// Who people are, as the reader may know it. A guest is not told who is called like one of the project's people: whoever may choose a name
  /// could find out theirs by it.
  func people(_ participants: Set<Participant>) throws -> [Participant: FeedbackPerson] {
    let people = try FeedbackPeople.named(participants, in: key, transaction)
    return reader.rules.role == .guest
      ? people : try FeedbackPeople.markingNamesakes(people, in: key, transaction)
  }
}
