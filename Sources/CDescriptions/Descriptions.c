// The schemas of the folder wsdl that are not generated, byte for byte, so that winchd can serve them without files.
// A new one needs its lines here and in the table below.

#include "CDescriptions.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char addressing[] = {
#embed "../../wsdl/addressing.xsd"
};
static const unsigned char cimbinding[] = {
#embed "../../wsdl/cimbinding.xsd"
};
static const unsigned char common[] = {
#embed "../../wsdl/common.xsd"
};
static const unsigned char enumeration[] = {
#embed "../../wsdl/enumeration.xsd"
};
static const unsigned char eventing[] = {
#embed "../../wsdl/eventing.xsd"
};
static const unsigned char transfer[] = {
#embed "../../wsdl/transfer.xsd"
};
static const unsigned char wsman[] = {
#embed "../../wsdl/wsman.xsd"
};
static const unsigned char wsmanidentity[] = {
#embed "../../wsdl/wsmanidentity.xsd"
};
static const unsigned char xml[] = {
#embed "../../wsdl/xml.xsd"
};

static const struct description_text texts[] = {
    {"addressing.xsd", addressing, sizeof addressing},
    {"cimbinding.xsd", cimbinding, sizeof cimbinding},
    {"common.xsd", common, sizeof common},
    {"enumeration.xsd", enumeration, sizeof enumeration},
    {"eventing.xsd", eventing, sizeof eventing},
    {"transfer.xsd", transfer, sizeof transfer},
    {"wsman.xsd", wsman, sizeof wsman},
    {"wsmanidentity.xsd", wsmanidentity, sizeof wsmanidentity},
    {"xml.xsd", xml, sizeof xml},
};

const struct description_text *description_texts(size_t *count) {
    *count = sizeof texts / sizeof texts[0];
    return texts;
}
