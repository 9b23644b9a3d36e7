import Client
import SOAP
import Testing

@testable import winch

struct ExplainTests {
    @Test(arguments: [
        ("2150858843", "w:InvalidSelectors/UnexpectedSelectors"), ("0x8033805B", "UNEXPECTED_SELECTORS"),
        ("invalidselectors", "w:InvalidSelectors/DuplicateSelectors"),
        ("wsman:InvalidSelectors/UnexpectedSelectors", "w:InvalidSelectors/UnexpectedSelectors"),
        (
            "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/ActionMismatch",
            "a:ActionNotSupported/ActionMismatch"
        ),
        ("5", "w:AccessDenied"), ("0x80041010", "WBEM_E_INVALID_CLASS"), ("s:MustUnderstand", "s:MustUnderstand"),
        ("ERROR_WSMAN_ENVELOPE_TOO_LARGE", "2150858790"),
    ])
    func `Faults and numbers are explained in all their spellings`(text: String, part: String) async {
        let run = await Run("explain", text)
        #expect(run.code == 0 && run.output.contains(part), "\(run.output)\(run.errors)")
    }

    @Test func `An unknown fault is told, with a guess`() async {
        let run = await Run("explain", "InvalidSelector")
        #expect(run.code == 2 && run.errors.contains("InvalidSelectors"))
    }

    @Test func `Without a code, all are listed, each with words of its own`() async {
        let run = await Run("explain")
        #expect(run.lines.count == FaultCode.known.count + 1)
        for code in FaultCode.known {
            #expect(!code.explanation.meaning.isEmpty && code.explanation.remedy.hasSuffix("."))
        }
    }

    @Test func `Every code has a meaning and a remedy, and no two details of a code share theirs`() {
        var seen: [String: String] = [:]
        for code in FaultCode.known where code.row.faultDetail != nil {
            let (name, meaning) = (FaultName(code).description, code.explanation.meaning)
            let subcode = String(name.split(separator: "/")[0])
            if let other = seen["\(subcode) \(meaning)"] {
                #expect(Self.alike.contains(subcode) || Self.alike.contains(name), "\(name) has the words of \(other)")
            }
            seen["\(subcode) \(meaning)"] = name
        }
    }

    /// What means the same to whoever asked.
    private static let alike = [
        "w:EncodingLimit/MaxEnvelopeSizeExceeded", "w:EncodingLimit/EncodingType",
        "w:EncodingLimit/UnsupportedCharacter",
        "w:EventDeliverToUnusable", "w:UnsupportedFeature/Locale",
    ]

    @Test func `Every number of WinRM has words, by what it is about`() throws {
        #expect(WindowsError.named.count > 450)
        for error in WindowsError.named {
            let explanation = try #require(error.explanation)
            #expect(
                explanation.meaning.contains(": ") && explanation.meaning.hasSuffix(".")
                    && !explanation.meaning.hasSuffix(": ."))
            #expect(explanation.remedy.contains(error.hexadecimal))
        }
        for subject in WindowsError.Subject.all {
            for start in subject.starts {
                #expect(
                    WindowsError.named.contains { $0.symbol?.contains("_\(start)") == true },
                    "no name begins with \(start)")
            }
        }
        let told = Set(FaultCode.known.compactMap(\.row.windowsCode))
        let rest = WindowsError.named.filter { error in
            !told.contains(error.number)
                && error.explanation?.meaning.hasPrefix(WindowsError.Subject.anything.what) == true
        }
        #expect(rest.count < 80, "about nothing in particular: \(rest.compactMap(\.symbol))")
    }

    @Test func `Every status of HTTP that a service may answer has words`() async {
        let expected = [200, 202, 301, 400, 401, 403, 404, 405, 408, 413, 414, 415, 429, 431, 500, 502, 503, 504, 505]
        #expect(Set(expected).isSubset(of: HTTPStatus.numbers))
        for number in HTTPStatus.numbers {
            for spelling in ["\(number)", "HTTP \(number)", "http/\(number)"] {
                let run = await Run("explain", spelling)
                #expect(run.code == 0 && run.output.hasPrefix("HTTP \(number)  ") && run.output.contains("Do: "))
            }
        }
        #expect(await Run("explain", "299").code == 2)
    }
}
