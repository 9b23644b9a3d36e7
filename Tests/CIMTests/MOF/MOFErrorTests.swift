import CIM
import Testing

/// A MOF text that cannot be used is refused with its place and with what was expected there.
struct MOFErrorTests {
    private func refusal(of mof: String) -> MOFError? {
        do throws(MOFError) {
            _ = try CIMNamespace(name: "root/test", mof: [MOFSource(file: "Bad.mof", text: mof)])
            return nil
        } catch {
            return error
        }
    }

    /// A text, where it goes wrong, and a part of the sentence.
    static let malformed: [(mof: String, line: Int, column: Int, reason: String)] = [
        ("class T_A {\n    string Name\n};", 3, 1, "expected ';' after the property Name, found '}'"),
        ("class T_A {\n  string Name;\n", 3, 1, "expected '}' at the end of the class T_A, found the end of the text"),
        ("class T_A { }", 1, 14, "expected ';' after the class T_A, found the end of the text"),
        ("clas T_A { };", 1, 1, "expected a class, an instance or a qualifier declaration, found 'clas'"),
        ("instance T_A { };", 1, 10, "expected 'of' after 'instance', found 'T_A'"),
        ("instance of T_A { };", 1, 13, "an instance of T_A; only classes belong here"),
        ("class 5A { };", 1, 7, "expected the name of the class, found '5A'"),
        ("class T_A : { };", 1, 13, "expected the superclass of T_A, found '{'"),
        ("class T_A { uin32 X; };", 1, 13, "a CIM type or a class, found 'uin32'"),
        ("class T_A { uint32 X[0]; };", 1, 22, "expected the size of the array X, 1 to 65535"),
        ("class T_A { uint32 X = ; };", 1, 24, "expected the default value of X, found ';'"),
        ("class T_A { uint32 X = {1, }; };", 1, 28, "expected an element of the default value of X, found '}'"),
        ("class T_A { uint32 Go(string); };", 1, 29, "expected the name of a parameter of Go, found ')'"),
        ("class T_A { uint32 Go(string A string B); };", 1, 32, "expected ')' after the parameters of Go"),
        ("[Key, Key] class T_A { };", 1, 7, "the qualifier Key is there twice"),
        ("[Key : Flavorless] class T_A { };", 1, 8, "expected a flavor"),
        ("[Key class T_A { };", 1, 6, "expected ']' after the qualifiers, found 'class'"),
        ("[Description(\"a\nb\")] class T_A { };", 1, 14, "does not end in its line"),
        ("[Description(\"abc", 1, 14, "this quoted text has no end"),
        ("[Description(\"a\\qb\")] class T_A { };", 1, 16, "unknown escape"),
        ("/* for ever", 1, 1, "this comment has no end"),
        ("class T_A { uint64 X = 18446744073709551616; };", 1, 24, "no number of at most 64 bits"),
        ("class T_A { uint64 X = 0xG; };", 1, 24, "no number of at most 64 bits"),
        ("class T_A { char16 X = 'ab'; };", 1, 25, "expected one character between the quotes"),
        ("class T_A { string X; } ? ", 1, 25, "the character '?' has no meaning here"),
        ("class T_A as T_B { };", 1, 14, "expected an alias"),
    ]

    @Test(arguments: malformed)
    func `A slip is reported with its line and column`(mof: String, line: Int, column: Int, reason: String) throws {
        let error = try #require(refusal(of: mof))
        #expect(error.file == "Bad.mof")
        #expect("\(error.line):\(error.column)" == "\(line):\(column)", "\(error)")
        #expect(error.reason.contains(reason), "\(error)")
    }

    /// A text that can be read but means nothing, the line, and a part of the sentence.
    static let meaningless: [(mof: String, line: Int, reason: String)] = [
        ("class T_A { };\nclass t_a { };", 2, "declared twice; the first declaration is at Bad.mof:1"),
        ("\nclass T_B : T_A { };", 2, "the superclass T_A of T_B is not declared in root/test for build 20348"),
        ("class T_A : T_A { };", 1, "superclasses of themselves: T_A : T_A"),
        ("class T_A : T_C { };\nclass T_B : T_A { };\nclass T_C : T_B { };", 1, "T_A : T_C : T_B : T_A"),
        ("class T_A {\nstring X;\nuint8 x; };", 3, "T_A declares x twice"),
        ("class T_A {\nstring X;\nuint8 X(); };", 3, "T_A declares X twice"),
        ("class T_A { uint8 Go(string A,\nstring a); };", 2, "the parameter a twice"),
        ("class T_A { uint8 Go(string ReturnValue); };", 1, "called ReturnValue"),
        ("class T_A { string X; };\nclass T_B : T_A { string X; };", 2, "redefine it with Override(\"X\")"),
        ("class T_A { [Override(\"X\")] string X; };", 1, "inherits no X"),
        ("class T_A { string X; };\nclass T_B : T_A { [Override(\"Y\")] string X; };", 2, "expected Override(\"X\")"),
        ("class T_A { string X; };\nclass T_B : T_A { [Override(\"X\")] uint8 X; };", 2, "cannot change the type"),
        ("class T_A { uint8 X; };\nclass T_B : T_A { [Override(\"X\")] uint8 X[]; };", 2, "X is uint8 in T_A"),
        ("class T_A { [Key] uint8 X; };\nclass T_B : T_A { [Override(\"X\"), Key(false)] uint8 X; };", 2, "stays one"),
        ("class T_A { [Key] uint8 X; };\nclass T_B : T_A { [Key] uint8 Y; };", 2, "cannot add the key Y"),
        ("class T_A { uint8 Go(); };\nclass T_B : T_A { uint8 Go(); };", 2, "redefine it with Override(\"Go\")"),
        (
            "class T_A { uint8 Go(); };\nclass T_B : T_A { [Override(\"Go\")] uint16 Go(); };", 2,
            "Go returns uint8 in T_A"
        ),
        (
            "class T_A { uint8 Go(string A); };\nclass T_B : T_A { [Override(\"Go\")] uint8 Go(uint8 A); };", 2,
            "the parameter A of Go has another type in T_A"
        ),
        ("class T_A {\nT_B REF X; };", 2, "the class T_B of X is not declared"),
        ("class T_A {\nT_B X; };", 2, "the class T_B of X is not declared"),
        ("class T_A { [EmbeddedInstance(\"T_B\")] string X; };", 1, "the class T_B of X is not declared"),
        ("class T_A { [EmbeddedInstance(\"T_A\")] uint8 X; };", 1, "only a string can carry"),
        ("class T_A { uint8 X = 256; };", 1, "\"256\" is not a value of type uint8; expected 0 to 255"),
        ("class T_A { uint8 X = -1; };", 1, "\"-1\" is not a value of type uint8"),
        ("class T_A { boolean X = 1; };", 1, "\"1\" is not a value of type boolean; expected true or false"),
        ("class T_A { uint8 X[] = 1; };", 1, "an array needs its values in braces"),
        ("class T_A { uint8 X = {1}; };", 1, "an array for a property that is none"),
        ("class T_A { datetime X = \"now\"; };", 1, "instead of 25"),
        ("class T_A { [ValueMap{\"1\", \"2\"}, Values{\"One\"}] uint8 X; };", 1, "2 entries and Values has 1"),
        ("[MinBuild(\"new\")] class T_A { };", 1, "MinBuild needs the number of a build of Windows"),
        ("[Mixed{1, \"2\"}] class T_A { };", 1, "the qualifier Mixed: element 1 is string in an array of sint64"),
    ]

    @Test(arguments: meaningless)
    func `A declaration that contradicts another is reported with its line`(
        mof: String, line: Int, reason: String
    ) throws {
        let error = try #require(refusal(of: mof))
        #expect(error.line == line, "\(error)")
        #expect(error.reason.contains(reason), "\(error)")
    }

    @Test func `Every prefix of a text is refused or read, never a trap`() throws {
        let mof = """
            [Description("a\\tb"), ValueMap{"1"}] class T_A : T_B { [Key] string Id[2] = {"x\\x41", 'y', -1.5e+3, 0x1F};
            uint32 Go([In, Out] T_A REF P[]); /* c */ T_A O; };
            """
        let bytes = Array(mof.utf8)
        for count in 0..<bytes.count {
            let source = MOFSource(file: "Bad.mof", bytes: Array(bytes[..<count]))
            do throws(MOFError) {
                _ = try CIMNamespace(name: "root/test", mof: [source])
            } catch {
                #expect(error.line >= 1 && error.column >= 1 && !error.reason.isEmpty)
            }
        }
    }
}
