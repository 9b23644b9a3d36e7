internal import CIM
internal import SOAP
internal import WSMan
internal import XML

/// All that is the same in every instance of a class, or in every answer of a method: the tags as bytes, in order, with
/// the places of the values. An instance is then written by copying.
///
/// The tags lie in one array, and a property knows its places in it: walking through forty properties counts no
/// references, which took a third of the time.
final class ElementLayout: Sendable {
    let bytes: [UInt8]
    /// The tags of the element around the properties; empty where there is none.
    let open: Piece
    let close: Piece
    /// In the order in which they are written.
    let properties: [PropertyLayout]

    /// - Parameters:
    ///   - element: the tags around the properties.
    ///   - properties: in order; `index` says where an instance has the value.
    ///   - prefix: of every property, with its colon.
    init(
        element: Tags? = nil, prefix: String,
        _ properties: [(name: String, type: CIMType, isArray: Bool, index: Int)]
    ) {
        var bytes: [UInt8] = []
        func piece(_ content: [UInt8]) -> Piece {
            bytes += content
            return Piece(start: Int32(bytes.count - content.count), end: Int32(bytes.count))
        }
        open = piece(element?.open ?? [])
        close = piece(element?.close ?? [])
        self.properties = properties.map { property in
            let tag = prefix + property.name
            let tags = Tags(tag)
            return PropertyLayout(
                index: property.index, isArray: property.isArray, isBoolean: property.type == .boolean,
                tag: piece(Array(tag.utf8)), open: piece(tags.open),
                openReference: piece(Tags(tag) { $0.declare(.a, .w) }.open), close: piece(tags.close),
                null: piece(Tags.null(tag)))
        }
        self.bytes = bytes
    }
}

/// A range of the bytes of a layout.
struct Piece: Sendable {
    let start: Int32
    let end: Int32

    func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(start)..<Int(end)])
    }
}

/// One property or parameter on the wire.
struct PropertyLayout: Sendable {
    /// Where an instance has the value.
    let index: Int
    let isArray: Bool
    /// Windows writes a boolean without value as false, and clients rely on it: libvirt reads a nil one as true.
    let isBoolean: Bool
    /// The name with its prefix, for elements that need attributes of their own.
    let tag: Piece
    let open: Piece
    /// With the prefixes `a` and `w` declared again.
    let openReference: Piece
    let close: Piece
    let null: Piece
}
