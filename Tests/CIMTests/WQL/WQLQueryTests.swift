import Testing

@testable import CIM

@Suite struct `The text of a query` {
    private func select(_ text: String) throws -> (projection: WQLProjection, from: CIMName, condition: WQLCondition?) {
        guard case .select(let projection, let from, let condition) = try WQLQuery(parsing: text).kind else {
            throw WQLError("no SELECT", at: 0)
        }
        return (projection, from, condition)
    }

    private func condition(_ text: String) throws -> WQLCondition? {
        try select("SELECT * FROM C WHERE \(text)").condition
    }

    private func refusal(_ text: String) -> WQLError? {
        do {
            _ = try WQLQuery(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    private func equals(_ column: CIMName, _ value: WQLLiteral.Value) -> WQLCondition {
        .comparison(WQLColumn([column]), .equal, .literal(WQLLiteral(value)))
    }

    @Test(arguments: ["SELECT * FROM A", "select*from A", " Select\t*\r\nFrom A ; ", "sElEcT * fRoM A  "])
    func `A star asks for whole instances, in any case and spacing`(text: String) throws {
        let query = try select(text)
        #expect(query.projection == .all)
        #expect(query.from == "A")
        #expect(query.condition == nil)
    }

    @Test func `Columns keep their order and may be system properties or lie in embedded instances`() throws {
        let query = try select("SELECT b , A, __CLASS,Error.Message FROM C")
        #expect(
            query.projection
                == .columns([
                    WQLColumn(["B"]), WQLColumn(["A"]), WQLColumn(["__CLASS"]), WQLColumn(["Error", "Message"]),
                ]))
    }

    @Test func `AND binds tighter than OR, NOT tighter than AND, parentheses tightest`() throws {
        #expect(
            try condition("a=1 OR NOT b=2 AND (c=3 OR d=4)")
                == .any([
                    equals("a", .integer(1)),
                    .all([.not(equals("b", .integer(2))), .any([equals("c", .integer(3)), equals("d", .integer(4))])]),
                ]))
    }

    @Test(arguments: [
        ("7", WQLLiteral.Value.integer(7)), ("-7", .integer(-7)), ("+7", .integer(7)), ("0x1F", .integer(31)),
        ("18446744073709551615", .integer(Int128(UInt64.max))), ("-9223372036854775808", .integer(Int128(Int64.min))),
        ("1.5", .real(1.5)), ("-2.5E-1", .real(-0.25)), (".5", .real(0.5)), ("1e3", .real(1000)),
        ("TRUE", .boolean(true)), ("false", .boolean(false)),
        ("'x'", .string("x")), ("\"x\"", .string("x")), ("''", .string("")),
        (#"'it''s'"#, .string("it's")), (#"'it\'s'"#, .string("it's")), (#""say \"hi\"""#, .string(#"say "hi""#)),
        (#"'C:\\temp'"#, .string(#"C:\temp"#)), (#"'C:\temp'"#, .string(#"C:\temp"#)), ("'grün'", .string("grün")),
    ])
    func `Constants`(text: String, value: WQLLiteral.Value) throws {
        #expect(try condition("p = \(text)") == equals("p", value))
    }

    @Test(arguments: [
        ("p = 1", WQLComparison.equal), ("p <> 1", .notEqual), ("p != 1", .notEqual), ("p<1", .less),
        ("p<=1", .lessOrEqual),
        ("p>1", .greater), ("p >= 1", .greaterOrEqual), ("1 = p", .equal), ("1 < p", .greater),
        ("1 >= p", .lessOrEqual),
    ])
    func `Comparisons, with the constant on either side`(text: String, comparison: WQLComparison) throws {
        #expect(
            try condition(text) == .comparison(WQLColumn(["p"]), comparison, .literal(WQLLiteral(.integer(1)))))
    }

    @Test(arguments: [
        ("p IS NULL", false), ("p = NULL", false), ("NULL = p", false), ("p is not null", true), ("p <> NULL", true),
    ])
    func `NULL is asked for in four ways`(text: String, isNegated: Bool) throws {
        let isNull = WQLCondition.isNull(WQLColumn(["p"]))
        #expect(try condition(text) == (isNegated ? .not(isNull) : isNull))
    }

    @Test func `ISA takes a class with or without quotes`() throws {
        #expect(try condition("t ISA 'Msvm_Job'") == .isA(WQLColumn(["t"]), "Msvm_Job"))
        #expect(try condition("t isa Msvm_Job") == .isA(WQLColumn(["t"]), "Msvm_Job"))
    }

    @Test func `The query libvirt sends for the associators of a machine`() throws {
        let text = #"""
            associators of {Msvm_ComputerSystem.CreationClassName="Msvm_ComputerSystem",Name='A}"'} \#
            where AssocClass = Msvm_SettingsDefineState ResultClass = Msvm_VirtualSystemSettingData
            """#
        guard case .associatorsOf(let query) = try WQLQuery(parsing: text).kind else {
            Issue.record("no ASSOCIATORS OF")
            return
        }
        #expect(query.path.className == "Msvm_ComputerSystem")
        #expect(query.path[key: "Name"] == .string("A}\""))
        #expect(query.associationClass == "Msvm_SettingsDefineState")
        #expect(query.resultClass == "Msvm_VirtualSystemSettingData")
        #expect(query.role == nil && !query.keysOnly)
    }

    @Test func `Every option of ASSOCIATORS OF and REFERENCES OF`() throws {
        let associators =
            "ASSOCIATORS OF {A=@} WHERE Role=r ResultRole = 's' RequiredQualifier=q RequiredAssocQualifier=v "
        guard
            case .associatorsOf(let query) = try WQLQuery(parsing: associators + "KeysOnly ClassDefsOnly SchemaOnly")
                .kind
        else {
            Issue.record("no ASSOCIATORS OF")
            return
        }
        #expect(query.role == "r" && query.resultRole == "s" && query.requiredQualifier == "q")
        #expect(query.requiredAssociationQualifier == "v")
        #expect(query.keysOnly && query.classDefinitionsOnly && query.schemaOnly)
        let references = "REFERENCES OF {A.k=1} WHERE ResultClass = L AND Role = r"
        guard case .referencesOf(let query) = try WQLQuery(parsing: references).kind else {
            Issue.record("no REFERENCES OF")
            return
        }
        #expect(query.resultClass == "L" && query.role == "r")
        #expect(try WQLQuery(parsing: references).className == "A")
    }

    @Test(arguments: [
        ("", 1, "begins with SELECT"), ("DELETE FROM A", 1, "begins with SELECT"),
        ("SELECT FROM A", 8, "names of properties"),
        ("SELECT * A", 10, "FROM"), ("SELECT * FROM", 14, "name of a class"),
        ("SELECT a, FROM A", 11, "names of properties"),
        ("SELECT * FROM A WHERE", 22, "a property or a constant"), ("SELECT * FROM A WHERE a", 24, "behind a"),
        ("SELECT * FROM A WHERE a = ", 27, "a property or a constant"),
        ("SELECT * FROM A WHERE a = 'x", 27, "never closed"),
        ("SELECT * FROM A WHERE (a = 1", 29, "\")\""), ("SELECT * FROM A WHERE 1 = 2", 23, "both sides are constants"),
        ("SELECT * FROM A WHERE a < NULL", 23, "no order"), ("SELECT * FROM A WHERE a = 1 b", 29, "end of the query"),
        ("SELECT * FROM A WHERE ä = 1 §", 29, "AND, OR"), ("SELECT * FROM A WHERE a = 1 & b", 29, "no use for \"&\""),
        ("SELECT * FROM A WHERE a = 99999999999999999999", 27, "not a number"),
        ("SELECT * FROM A WHERE a = 0xG", 27, "hexadecimal"), ("SELECT * FROM A WHERE a = 1.2.3", 27, "not a number"),
        ("SELECT * FROM A WHERE a LIKE 5", 30, "pattern in quotes"),
        ("SELECT * FROM A WHERE a LIKE '[b-a]'", 30, "backward"),
        ("SELECT * FROM A WHERE a LIKE '[]'", 30, "empty set"), ("SELECT * FROM A WHERE a LIKE '[x'", 30, "without"),
        ("SELECT * FROM A WHERE a ISA 'b c'", 29, "name of a class"), ("SELECT * FROM A WITHIN 2", 17, "events"),
        ("ASSOCIATORS {A}", 13, "OF"), ("ASSOCIATORS OF A", 16, "braces"),
        ("ASSOCIATORS OF {A.k='x}", 16, "never closed"),
        ("ASSOCIATORS OF {A} WHERE Rolle = b", 26, "no option"), ("ASSOCIATORS OF {A} WHERE Role", 26, "needs a value"),
        ("REFERENCES OF {A} WHERE KeysOnly = x", 25, "stands alone"), ("REFERENCES OF {A.} ", 15, "object path"),
        ("REFERENCES OF {A} WHERE Role=a Role=b", 32, "twice"),
        ("REFERENCES OF {A} WHERE AssocClass=b", 25, "no option"),
    ])
    func `A query that cannot be read is refused with its place`(text: String, position: Int, reason: String) throws {
        let error = try #require(refusal(text))
        #expect(error.reason.contains(reason), "\(error.reason)")
        #expect(error.position == position, "\(error.reason)")
    }

    @Test func `A hundred levels are read, one more is refused`() {
        let deep = { (levels: Int) in
            "SELECT * FROM A WHERE \(String(repeating: "(", count: levels))a=1\(String(repeating: ")", count: levels))"
        }
        #expect(refusal(deep(WQLQuery.maximumDepth - 1)) == nil)
        #expect(refusal(deep(WQLQuery.maximumDepth))?.reason.contains("nest deeper") == true)
        let nots = "SELECT * FROM A WHERE \(String(repeating: "NOT ", count: 200))a=1"
        #expect(refusal(nots)?.reason.contains("nest deeper") == true)
    }

    @Test func `Five hundred comparisons are read, one more is refused`() {
        let wide = { (count: Int) in
            "SELECT * FROM A WHERE " + Array(repeating: "a=1", count: count).joined(separator: " OR ")
        }
        #expect(refusal(wide(WQLQuery.maximumComparisons)) == nil)
        #expect(refusal(wide(WQLQuery.maximumComparisons + 1))?.reason.contains("comparisons") == true)
    }

    @Test func `A query of more bytes than allowed is refused before it is read`() {
        let text = "SELECT * FROM A WHERE a = '\(String(repeating: "x", count: WQLQuery.maximumLength))'"
        #expect(refusal(text)?.reason.contains("most allowed") == true)
    }
}
