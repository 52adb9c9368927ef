/// The order of paths and positions: that of their bytes, the same on every machine and in both databases.
extension String {
  package func precedesInBytes(_ other: String) -> Bool {
    let answer = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in
        var index = 0
        let count = min(left.count, right.count)
        while index < count, left[index] == right[index] { index += 1 }
        return index < count ? left[index] < right[index] : left.count < right.count
      }
    }
    return answer.flatMap { $0 } ?? utf8.lexicographicallyPrecedes(other.utf8)
  }
}
