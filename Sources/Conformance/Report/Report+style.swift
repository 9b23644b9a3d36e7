extension Report {
    /// How the page looks: a row for each rule, coloured by its outcome, in the reader's choice of light and dark. What an
    /// unticked box stands for is hidden without a script. It is written as XML is, so it has no `>` and no `&`.
    static let style = """
        :root { color-scheme: light dark; --ink: #1d2430; --faint: #5d6875; --line: #dfe3e8; --paper: #fff; --back: #f4f6f8;
                --passed: #1f7a37; --failed: #b3261e; --skipped: #8a6100; --unchecked: #6b7480; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e3e7ec; --faint: #9aa4b0; --line: #333b45; --paper: #1a1f26; --back: #12161b;
                  --passed: #5cc47a; --failed: #ff8a80; --skipped: #e3b341; --unchecked: #8f99a5; } }
        * { box-sizing: border-box; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: var(--ink); background: var(--back); }
        main, .frame { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
        header { background: var(--paper); border-bottom: 1px solid var(--line); padding: 1.75rem 0 1rem; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        h2 small, .about { color: var(--faint); font-weight: 400; }
        .about { margin: 0; }
        .verdict { font-weight: 600; margin: .75rem 0; }
        .conforms .verdict { color: var(--passed); }
        .breaks .verdict { color: var(--failed); }
        .verdict a { color: inherit; margin-right: .25rem; }
        .bar { display: flex; height: .6rem; border-radius: .3rem; overflow: hidden; font-size: 0; }
        .bar span { background: var(--own); }
        .passed { --own: var(--passed); } .failed { --own: var(--failed); }
        .skipped { --own: var(--skipped); } .unchecked { --own: var(--unchecked); }
        .shown { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: .75rem 0 0; }
        .shown label { cursor: pointer; color: var(--own); font-weight: 600; }
        .shown input { accent-color: var(--own); margin: 0 .4rem 0 0; }
        body:has(#show-passed:not(:checked)) .rule.passed, body:has(#show-failed:not(:checked)) .rule.failed,
        body:has(#show-skipped:not(:checked)) .rule.skipped,
        body:has(#show-unchecked:not(:checked)) .rule.unchecked { display: none; }
        .rule { background: var(--paper); border: 1px solid var(--line); border-left: 4px solid var(--own);
                margin: -1px 0 0; }
        .rule:target { outline: 2px solid var(--own); }
        summary { cursor: pointer; list-style: none; display: grid; gap: 0 1rem; padding: .4rem .9rem;
                  grid-template-columns: 5.5rem 7rem 1fr; align-items: baseline; }
        summary::-webkit-details-marker { display: none; }
        summary:hover { background: var(--back); }
        .outcome { color: var(--own); font-weight: 600; }
        code { font: 600 13px/1.5 ui-monospace, monospace; white-space: nowrap; }
        .why { display: block; color: var(--faint); }
        .failed .why { color: var(--failed); }
        .exchange { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; padding: .25rem .9rem .75rem;
                    border-top: 1px solid var(--line); }
        .exchange h3 { font-size: .8rem; font-weight: 600; color: var(--faint); margin: .4rem 0 .25rem; }
        .exchange div { min-width: 0; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--back); border: 1px solid var(--line);
              border-radius: 4px; padding: .5rem .7rem; margin: 0; font: 12px/1.45 ui-monospace, monospace;
              max-height: 28rem; overflow: auto; }
        @media (max-width: 46rem) { .exchange { grid-template-columns: 1fr; }
          summary { grid-template-columns: 5.5rem 1fr; } .what { grid-column: 1 / -1; } }
        @media print { .shown { display: none; } pre { max-height: none; } .rule { break-inside: avoid; } }
        """
}
