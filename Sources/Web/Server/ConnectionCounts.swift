import Access
import NIOCore
import Synchronization

/// Counts the connections of each client, so that one alone cannot take all that there are.
final class ConnectionCounts: Sendable {
  private let counts = Mutex<[IPAddress: Int]>([:])
  private let limit: Int
  private let uncounted: [AddressRange]

  init(limit: Int, uncounted: [AddressRange]) {
    self.limit = limit
    self.uncounted = uncounted
  }

  /// Whether the client may have one connection more; it is given back when the channel closes.
  func admits(_ channel: any Channel) -> Bool {
    guard let address = channel.remoteAddress?.ipAddress.flatMap({ IPAddress($0) }), !uncounted.contains(address) else {
      return true
    }
    let client = address.subscriber
    let isAdmitted = counts.withLock { counts in
      guard counts[client, default: 0] < limit else { return false }
      counts[client, default: 0] += 1
      return true
    }
    if isAdmitted {
      channel.closeFuture.whenComplete { _ in
        self.counts.withLock { counts in
          let left = (counts[client] ?? 1) - 1
          counts[client] = left == 0 ? nil : left
        }
      }
    }
    return isAdmitted
  }
}
