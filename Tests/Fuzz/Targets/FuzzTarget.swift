internal import Glibc

/// One reader of bytes from outside, held against bytes that libFuzzer makes up.
///
/// An input fails when it ends the process, when it takes too long, and when `check(_:_:)` finds a property broken. Refusing an
/// input is right: most of them are nonsense.
enum FuzzTarget: String, CaseIterable {
    case envelope, sealed, authorization, wql, xpath, mof, datetime, configuration
    /// Has a bug, for the run to show that bugs are found.
    case planted

    /// Hands an input to what is tried.
    func run(_ bytes: [UInt8]) {
        switch self {
        case .envelope: tryEnvelope(bytes)
        case .sealed: trySealedMessage(bytes)
        case .authorization: tryAuthorization(bytes)
        case .wql: tryQuery(bytes)
        case .xpath: tryXPath(bytes)
        case .mof: tryMOF(bytes)
        case .datetime: tryDateTime(bytes)
        case .configuration: tryConfiguration(bytes)
        case .planted: tryPlanted(bytes)
        }
    }

    /// The one that the variable `WINCH_FUZZ_TARGET` names.
    static let chosen: FuzzTarget = {
        let name = getenv("WINCH_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            complain("WINCH_FUZZ_TARGET is '\(name)'; it names one of \(allCases.map(\.rawValue))")
            exit(2)
        }
        return target
    }()
}

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let begun = processorTime()
    FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    let spent = processorTime() - begun
    check(spent < longestTime, "it took \(Int(spent * 1000)) ms of processor time")
    return 0
}

/// Seconds of processor time for one input. Instrumented code is some twenty times slower than the server's.
private let longestTime = 2.0

private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Ends the process, so that libFuzzer keeps the input, when a property does not hold.
func check(_ holds: Bool, _ problem: @autoclosure () -> String) {
    guard !holds else { return }
    complain(problem())
    abort()
}

private func complain(_ sentence: String) {
    let line = Array("fuzz: \(sentence)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
}
