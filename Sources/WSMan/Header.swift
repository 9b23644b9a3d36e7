internal import XML

/// The header blocks of DSP0226 clause 6 and of MS-WSMV 2.2.4.
enum Header {
    static let resourceURI = QName(Namespace.wsman, "ResourceURI")
    static let selectorSet = SelectorSet.name
    static let optionSet = QName(Namespace.wsman, "OptionSet")
    static let operationTimeout = QName(Namespace.wsman, "OperationTimeout")
    static let maxEnvelopeSize = QName(Namespace.wsman, "MaxEnvelopeSize")
    static let locale = QName(Namespace.wsman, "Locale")
    static let requestEPR = QName(Namespace.wsman, "RequestEPR")
    static let fragmentTransfer = QName(Namespace.wsman, "FragmentTransfer")
    static let requestTotalItemsCountEstimate = QName(Namespace.wsman, "RequestTotalItemsCountEstimate")

    static let dataLocale = QName(Namespace.microsoft, "DataLocale")
    static let sessionID = QName(Namespace.microsoft, "SessionId")
    static let activityID = QName(Namespace.microsoft, "ActivityId")
    static let sequenceID = QName(Namespace.microsoft, "SequenceId")
}
