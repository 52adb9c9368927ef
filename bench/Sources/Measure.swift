import Glibc
import Model

/// Time of the machine and of this process, in seconds.
enum Clock {
  private static let start = ContinuousClock.now

  static var now: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// What all threads of this process have computed so far.
  static var processor: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}

/// Many like things, done for a while.
struct Measurement {
  let name: String
  let seconds: Double
  let processorSeconds: Double
  /// How long each one took, in seconds, ascending.
  let latencies: [Double]

  init(name: String, seconds: Double, processorSeconds: Double, latencies: [Double]) {
    self.name = name
    self.seconds = seconds
    self.processorSeconds = processorSeconds
    self.latencies = latencies.sorted()
  }

  func percentile(_ share: Double) -> Double {
    latencies.isEmpty ? 0 : latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))]
  }

  var json: JSONValue {
    [
      "name": .string(name), "count": .integer(latencies.count), "milliseconds": .integer(Int(seconds * 1e3)),
      "perSecond": .integer(Int(Double(latencies.count) / seconds)),
      "processorMicrosecondsEach": .integer(Int(processorSeconds / Double(max(1, latencies.count)) * 1e6)),
      "medianMicroseconds": .integer(Int(percentile(0.5) * 1e6)),
      "p99Microseconds": .integer(Int(percentile(0.99) * 1e6)),
    ]
  }
}

func printLine(_ value: JSONValue) {
  print(value.canonical)
  fflush(nil)
}
