extension Session {
    /// Prints a completion script: commands, options and the words that options take.
    func completion() throws(Complaint) {
        switch invocation.operands[0] {
        case "bash": screen.write(Completion.bash)
        case "zsh": screen.write(Completion.zsh)
        case "fish": screen.write(Completion.fish)
        case let other: throw .usage("'\(other)' is no shell that winch completes for: bash, zsh, fish.")
        }
    }
}

extension Session {
    /// Prints the manual page of winch, or of one command.
    func manual() throws(Complaint) {
        let command = try invocation.operands.first.map { word throws(Complaint) in
            guard let command = Command(rawValue: word) else {
                throw .usage("'\(word)' is not a command. 'winch --help' shows what there is.")
            }
            return command
        }
        screen.write(ManualPage.text(command))
    }
}

enum Completion {
    private static var commands: String { Command.allCases.map(\.rawValue).joined(separator: " ") }

    private static func flags(_ command: Command) -> String {
        (command.options.map(\.flag) + ["--help"]).joined(separator: " ")
    }

    private static var takingWords: [Option] { Option.allCases.filter { !$0.row.choices.isEmpty } }
    /// Options whose value is the name of a file.
    private static var takingFiles: [Option] { Option.allCases.filter { $0.row.placeholder == "FILE" } }

    static var bash: String {
        let words = takingWords.map {
            "    \($0.flag)) COMPREPLY=($(compgen -W '\($0.row.choices.joined(separator: " "))' -- \"$cur\")); return ;;"
        }
        let files = takingFiles.map(\.flag).joined(separator: "|")
        let cases = Command.allCases.map { "    \($0.rawValue)) flags='\(flags($0))' ;;" }
        return """
            _winch() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word flags
              case $prev in
            \(words.joined(separator: "\n"))
                \(files)) COMPREPLY=($(compgen -f -- "$cur")); return ;;
              esac
              for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                case " \(commands) " in *" $word "*) command=$word; break ;; esac
              done
              case $command in
            \(cases.joined(separator: "\n"))
                *) flags='\(Option.connection.map(\.flag).joined(separator: " ")) --help --version' ;;
              esac
              if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
              elif [[ -z $command ]]; then COMPREPLY=($(compgen -W '\(commands)' -- "$cur"))
              elif [[ $command == raw ]]; then COMPREPLY=($(compgen -f -- "$cur"))
              elif [[ $command == completion ]]; then COMPREPLY=($(compgen -W '\(shells)' -- "$cur"))
              elif [[ $command == man ]]; then COMPREPLY=($(compgen -W '\(commands)' -- "$cur"))
              fi
            }
            complete -F _winch winch

            """
    }

    static var zsh: String {
        let list = Command.allCases.map { "    '\($0.rawValue):\(escaped($0.row.summary))'" }
        let cases = Command.allCases.map { command in
            let options = (command.options.map(zshOption) + ["'--help[\(escaped(helpMeaning))]'"])
            return "    \(command.rawValue)) _arguments \(options.joined(separator: " ")) '\(zshOperands(command))' ;;"
        }
        return """
            #compdef winch
            _winch() {
              local -a commands
              commands=(
            \(list.joined(separator: "\n"))
              )
              if (( CURRENT == 2 )); then _describe command commands; return; fi
              case $words[2] in
            \(cases.joined(separator: "\n"))
              esac
            }
            # Autoloaded from a file _winch, this is the function's first run.
            if [[ $funcstack[1] == _winch ]]; then _winch "$@"; else compdef _winch winch; fi

            """
    }

    private static let helpMeaning = "How it is used, with examples."
    private static let shells = "bash zsh fish"

    private static func zshOperands(_ command: Command) -> String {
        switch command {
        case .completion: "*:shell:(\(shells))"
        case .man: "*:command:(\(commands))"
        default: "*:operand:_files"
        }
    }

    private static func zshOption(_ option: Option) -> String {
        let row = option.row
        let meaning = escaped(row.meaning).filter { $0 != "[" && $0 != "]" }
        guard let placeholder = row.placeholder else { return "'\(option.flag)[\(meaning)]'" }
        let action =
            !row.choices.isEmpty ? "(\(row.choices.joined(separator: " ")))" : placeholder == "FILE" ? "_files" : ""
        let value = placeholder.filter { $0.isLetter }.lowercased()
        return "'\(row.repeats ? "*" : "")\(option.flag)=[\(meaning)]:\(value):\(action)'"
    }

    static var fish: String {
        var lines = ["complete -c winch -f"]
        for command in Command.allCases {
            lines.append(
                "complete -c winch -n __fish_use_subcommand -a \(command.rawValue) -d '\(quotable(command.row.summary))'"
            )
            for option in command.options {
                let row = option.row
                let value =
                    row.placeholder == nil
                    ? ""
                    : row.choices.isEmpty
                        ? (row.placeholder == "FILE" ? " -r -F" : " -x")
                        : " -x -a '\(row.choices.joined(separator: " "))'"
                lines.append(
                    "complete -c winch -n '__fish_seen_subcommand_from \(command.rawValue)' -l \(row.name)\(value) -d '\(quotable(row.meaning))'"
                )
            }
        }
        lines.append("complete -c winch -n '__fish_seen_subcommand_from completion' -a '\(shells)'")
        lines.append("complete -c winch -n '__fish_seen_subcommand_from man' -a '\(commands)'")
        lines.append("complete -c winch -n '__fish_seen_subcommand_from raw' -F")
        return lines.joined(separator: "\n") + "\n"
    }

    /// For single quotes.
    private static func quotable(_ text: String) -> String { text.map { $0 == "'" ? "’" : String($0) }.joined() }

    /// For zsh, to which a colon means something.
    private static func escaped(_ text: String) -> String {
        quotable(text).map { $0 == ":" ? "\\:" : String($0) }.joined()
    }
}
