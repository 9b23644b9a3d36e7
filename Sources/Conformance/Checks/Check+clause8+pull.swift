internal import SOAP
internal import WSMan
internal import XML

extension Check {
    /// DSP0226 8.4: Pull.
    static let pull: [Check] = [
        Check("R8.4-1") { it in
            try await it.withEnumeration { context in
                var message = try await it.pull(
                    context, items: 100, [XMLElement(.enumeration("MaxCharacters"), "100000000")])
                message[.wsman("MaxEnvelopeSize")] = XMLElement(.wsman("MaxEnvelopeSize"), "65536").marked()
                let answer = try await it.send(message)
                try it.expectReply(answer, "A Pull whose MaxCharacters is more than its MaxEnvelopeSize")
                try it.expect(
                    answer.bytes.count <= 65536, "MaxEnvelopeSize is 65536, and the answer has \(answer.bytes.count).")
            }
        },
        Check("R8.4-2") { it in
            try await it.withEnumeration { context in
                var message = try await it.pull(
                    context, items: 1000, [XMLElement(.enumeration("MaxCharacters"), "1")])
                message[.wsman("MaxEnvelopeSize")] = XMLElement(.wsman("MaxEnvelopeSize"), "8192").marked()
                let answer = try await it.send(message)
                try it.expect(
                    answer.bytes.count <= 8192, "MaxEnvelopeSize is 8192, and the answer has \(answer.bytes.count).")
                guard answer.fault != nil else { return }
                try it.expect(answer, is: .encodingLimit(.maxEnvelopeSize), for: "A Pull with MaxCharacters of 1")
            }
        },
        Check("R8.4-3") { it in
            try await it.withEnumeration { context in
                let refused = try await it.send(try await it.pull(context, items: 0))
                guard refused.fault != nil else { throw it.skip("No Pull is known that fails: MaxElements may be 0.") }
                let again = try await it.send(try await it.pull(context, items: 1))
                guard again.fault != nil else { return try it.expectReply(again, "The Pull after one that failed") }
                try it.expect(again, is: .invalidEnumerationContext, for: "The Pull after one that failed")
            }
        },
        Check("R8.4-4") { it in
            try await it.withEnumeration { context in
                let message = try await it.pull(context, items: 1, [XMLElement(.enumeration("MaxTime"), "PT1H")])
                let answer = try await it.send(message.with(XMLElement(.wsman("OperationTimeout"), "PT5S")))
                guard answer.fault != nil else { return try it.expectReply(answer) }
                try it.expect(answer, is: .timedOut, for: "A Pull whose MaxTime is more than its OperationTimeout")
            }
        },
        Check("R8.4-5") { it in
            try await it.withEnumeration { context in
                let message = try await it.pull(context, items: 1)
                let elsewhere = try await it.send(message.without(.wsman("ResourceURI")))
                try it.expect(
                    elsewhere,
                    is: .messageInformationHeaderRequired(.wsman("ResourceURI")),
                    .destinationUnreachable(.invalidResourceURI), for: "A Pull without the EPR of its Enumerate")
                let answer = try await it.send(message.again())
                try it.expectReply(answer, "A Pull with the EPR of its Enumerate")
            }
        },
        Check("R8.4-6") { it in
            try await it.withEnumeration { context in
                let message = try await it.pull(context, items: 1, [XMLElement(.enumeration("MaxTime"), "PT0.001S")])
                let answer = try await it.send(message)
                guard answer.fault != nil else {
                    try it.expectReply(answer)
                    return try it.expect(
                        !answer.items.isEmpty || answer.enumerationContext != nil || answer.endsSequence,
                        "A Pull that finds nothing in time is answered without a context to go on with.")
                }
                try it.expect(answer, is: .timedOut, for: "A Pull with a MaxTime of a millisecond")
            }
        },
        Check("R8.4-8") { it in
            let walk = try await it.walk()
            guard walk.isWhole else { throw it.skip("The collection has more than \(Walk.limit) instances.") }
            try it.expect(walk.last.endsSequence, "The last PullResponse has neither a context nor EndOfSequence.")
            for answer in walk.answers.dropFirst() where answer.endsSequence {
                try it.expect(
                    answer.body.first?.first(.enumeration("EnumerationContext")) == nil,
                    "A PullResponse with EndOfSequence holds an EnumerationContext.")
            }
        },
        Check("R8.4-9") { it in
            _ = try await it.walkSeveral()
            try await it.withEnumeration { context in
                let answer = try await it.send(try await it.pull(context))
                try it.expectReply(answer, "A Pull without MaxElements")
                let count = answer.items.count
                try it.expect(count <= 1, "A Pull without MaxElements, which means one, brings \(count) items.")
            }
        },
        Check("R8.4-10") { it in
            try await it.withEnumeration { context in
                let answer = try await it.send(try await it.pull(context, items: 4_294_967_295))
                try it.expectReply(answer, "A Pull with a MaxElements of 4294967295")
            }
        },
    ]

    /// DSP0226 8.5: Release.
    static let release: [Check] = [
        Check("R8.5-1") { it in
            let context = try await it.open()
            try it.expectReply(try await it.send(try await it.release(context)), "Release")
            let answer = try await it.send(try await it.pull(context, items: 1))
            try await it.tidy(answer.enumerationContext)
            try it.expectFault(answer, "A Pull after Release")
        },
        Check("R8.5-2") { it in
            try await it.withEnumeration([XMLElement(.enumeration("Expires"), "PT1S")]) { context in
                try await Task.sleep(for: .milliseconds(1200))
                let answer = try await it.send(try await it.pull(context, items: 1))
                guard answer.fault != nil else {
                    throw it.skip("The enumeration is still there a while after its Expires.")
                }
                try it.expect(answer, is: .invalidEnumerationContext, for: "A Pull after Expires")
            }
        },
        Check("R8.5-3") { it in
            try await it.withEnumeration { context in
                let message = try await it.release(context)
                let elsewhere = try await it.send(message.without(.wsman("ResourceURI")))
                try it.expect(
                    elsewhere,
                    is: .messageInformationHeaderRequired(.wsman("ResourceURI")),
                    .destinationUnreachable(.invalidResourceURI), for: "A Release without the EPR of its Enumerate")
                try it.expectReply(try await it.send(message.again()), "A Release with the EPR of its Enumerate")
            }
        },
        Check("R8.5-4") { it in
            try await it.withEnumeration { context in
                let (pull, release) = (try await it.pull(context, items: 1000), try await it.release(context))
                async let pulling = it.send(pull)
                async let releasing = it.send(release)
                let (pulled, released) = try await (pulling, releasing)
                if let next = pulled.enumerationContext { context = next }
                guard released.fault != nil else { return try it.expectReply(released, "A Release during a Pull") }
                try it.expect(
                    released, is: .unsupportedFeature(.asynchronousRequest), .invalidEnumerationContext,
                    for: "A Release during a Pull")
            }
        },
    ]
}
