/// The entry of a netrc file for a host: `machine hv1 login alice password …`, or `default login …`.
struct Netrc {
    let login: String?
    let password: String?

    /// Finds the first entry for `host`, and for `user` if that is given.
    /// - Returns: nil when there is none.
    init?(_ text: String, host: String, user: String?) {
        var tokens = Self.tokens(text)[...]
        while let word = tokens.popFirst() {
            guard word == "default" || word == "machine" else { continue }
            let isMeant = word == "default" || tokens.popFirst()?.lowercased() == host.lowercased()
            var login: String?
            var password: String?
            while let key = tokens.first, key == "login" || key == "password" || key == "account" {
                tokens.removeFirst()
                let value = tokens.popFirst()
                if key == "login" { login = value }
                if key == "password" { password = value }
            }
            if isMeant, user == nil || login == nil || login == user {
                self.login = login
                self.password = password
                return
            }
        }
        return nil
    }

    /// Words parted by white space; in double quotes they may hold blanks. `#` begins a comment, macdef's body is
    /// skipped up to an empty line.
    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var isInMacro = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) { isInMacro = false }
            guard !isInMacro else { continue }
            var rest = line.drop(while: \.isWhitespace)
            while let first = rest.first, first != "#" {
                let word: Substring
                if first == "\"" {
                    word = rest.dropFirst().prefix { $0 != "\"" }
                    rest = rest.dropFirst(word.count + 2)
                } else {
                    word = rest.prefix { !$0.isWhitespace }
                    rest = rest.dropFirst(word.count)
                }
                rest = rest.drop(while: \.isWhitespace)
                if word == "macdef", first != "\"" {
                    isInMacro = true
                    break
                }
                tokens.append(String(word))
            }
        }
        return tokens
    }
}
