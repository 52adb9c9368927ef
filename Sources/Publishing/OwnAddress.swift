/// What stands at an address that may be this service's own.
package enum OwnAddress {
  /// The text of a short answer with status 200: no redirect is followed, no address of a private network asked, certificates are checked.
  /// - Parameter url: `https`, or `http` without encryption
  /// - Returns: nil for any other answer, or none within ten seconds
  package static func text(at url: String) async -> String? {
    try? await onWorkerThread {
      let answer = try HTTPConnection().request(
        "GET", url, headers: [], body: nil, isLocal: url.hasPrefix("http://"), isPublic: true, seconds: 10, limit: 200)
      return answer.status == 200 && !answer.isCutOff ? String(decoding: answer.body, as: UTF8.self) : nil
    }
  }
}
