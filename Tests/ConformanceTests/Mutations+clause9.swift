extension Mutation {
    static let clause9: [Mutation] = [
        .reply("R9-2", "The reply to a method has the action of the request") {
            $0.replacing("/GetErrorResponse</a:Action>", with: "/GetError</a:Action>")
        },
        .reply("R9-2", "A method that there is not is an internal error") {
            $0.replacing("a:ActionNotSupported", with: "w:InternalError")
        },
        .reply("R9-3", "Wrong parameters are an internal error") {
            $0.replacing("w:InvalidParameter", with: "w:InternalError")
        },
    ]
}
