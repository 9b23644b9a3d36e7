// The MOF texts of Sources/CIM/Schema, byte for byte, so that the programs need no files at run time.
// A new text needs its lines here and in the table below.

#include "CSchema.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char virtualization_v2_CIM_Core[] = {
#embed "../CIM/Schema/virtualization-v2/CIM_Core.mof"
};
static const unsigned char virtualization_v2_CIM_Associations[] = {
#embed "../CIM/Schema/virtualization-v2/CIM_Associations.mof"
};
static const unsigned char virtualization_v2_CIM_Job[] = {
#embed "../CIM/Schema/virtualization-v2/CIM_Job.mof"
};
static const unsigned char virtualization_v2_Msvm_Job[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_Job.mof"
};
static const unsigned char virtualization_v2_Msvm_Collection[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_Collection.mof"
};
static const unsigned char virtualization_v2_Msvm_ReferencePoint[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_ReferencePoint.mof"
};
static const unsigned char virtualization_v2_Msvm_ComputerSystem[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_ComputerSystem.mof"
};
static const unsigned char virtualization_v2_Msvm_VirtualSystemManagementService[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_VirtualSystemManagementService.mof"
};
static const unsigned char virtualization_v2_Msvm_VirtualSystemServices[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_VirtualSystemServices.mof"
};
static const unsigned char virtualization_v2_Msvm_ImageManagementService[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_ImageManagementService.mof"
};
static const unsigned char virtualization_v2_Msvm_ResourceAllocation[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_ResourceAllocation.mof"
};
static const unsigned char virtualization_v2_Msvm_Device[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_Device.mof"
};
static const unsigned char virtualization_v2_Msvm_VirtualEthernetSwitch[] = {
#embed "../CIM/Schema/virtualization-v2/Msvm_VirtualEthernetSwitch.mof"
};
static const unsigned char HyperVCluster_v2_CIM_Core[] = {
#embed "../CIM/Schema/HyperVCluster-v2/CIM_Core.mof"
};
static const unsigned char HyperVCluster_v2_CIM_Job[] = {
#embed "../CIM/Schema/HyperVCluster-v2/CIM_Job.mof"
};
static const unsigned char HyperVCluster_v2_Msvm_Job[] = {
#embed "../CIM/Schema/HyperVCluster-v2/Msvm_Job.mof"
};
static const unsigned char HyperVCluster_v2_Msvm_ReferencePoint[] = {
#embed "../CIM/Schema/HyperVCluster-v2/Msvm_ReferencePoint.mof"
};
static const unsigned char MSPS_CIM_Job[] = {
#embed "../CIM/Schema/MSPS/CIM_Job.mof"
};
static const unsigned char MSPS_Msps_Provisioning[] = {
#embed "../CIM/Schema/MSPS/Msps_Provisioning.mof"
};
static const unsigned char iScsiTarget_CIM_Job[] = {
#embed "../CIM/Schema/iScsiTarget/CIM_Job.mof"
};
static const unsigned char iScsiTarget_MSISCSITARGET_Job[] = {
#embed "../CIM/Schema/iScsiTarget/MSISCSITARGET_Job.mof"
};
static const unsigned char winch_CIM_Core[] = {
#embed "../CIM/Schema/winch/CIM_Core.mof"
};
static const unsigned char winch_CIM_Job[] = {
#embed "../CIM/Schema/winch/CIM_Job.mof"
};
static const unsigned char winch_CIM_JobQueue[] = {
#embed "../CIM/Schema/winch/CIM_JobQueue.mof"
};
static const unsigned char winch_Winch_Job[] = {
#embed "../CIM/Schema/winch/Winch_Job.mof"
};
static const unsigned char cimv2_CIM_Core[] = {
#embed "../CIM/Schema/cimv2/CIM_Core.mof"
};
static const unsigned char cimv2_Win32_ComputerSystem[] = {
#embed "../CIM/Schema/cimv2/Win32_ComputerSystem.mof"
};
static const unsigned char cimv2_Win32_PerfRawData[] = {
#embed "../CIM/Schema/cimv2/Win32_PerfRawData.mof"
};

static const struct schema_text texts[] = {
    {"root/virtualization/v2", "CIM_Core.mof", virtualization_v2_CIM_Core, sizeof virtualization_v2_CIM_Core},
    {"root/virtualization/v2", "CIM_Associations.mof", virtualization_v2_CIM_Associations, sizeof virtualization_v2_CIM_Associations},
    {"root/virtualization/v2", "CIM_Job.mof", virtualization_v2_CIM_Job, sizeof virtualization_v2_CIM_Job},
    {"root/virtualization/v2", "Msvm_Job.mof", virtualization_v2_Msvm_Job, sizeof virtualization_v2_Msvm_Job},
    {"root/virtualization/v2", "Msvm_Collection.mof", virtualization_v2_Msvm_Collection, sizeof virtualization_v2_Msvm_Collection},
    {"root/virtualization/v2", "Msvm_ReferencePoint.mof", virtualization_v2_Msvm_ReferencePoint, sizeof virtualization_v2_Msvm_ReferencePoint},
    {"root/virtualization/v2", "Msvm_ComputerSystem.mof", virtualization_v2_Msvm_ComputerSystem, sizeof virtualization_v2_Msvm_ComputerSystem},
    {"root/virtualization/v2", "Msvm_VirtualSystemManagementService.mof", virtualization_v2_Msvm_VirtualSystemManagementService, sizeof virtualization_v2_Msvm_VirtualSystemManagementService},
    {"root/virtualization/v2", "Msvm_VirtualSystemServices.mof", virtualization_v2_Msvm_VirtualSystemServices, sizeof virtualization_v2_Msvm_VirtualSystemServices},
    {"root/virtualization/v2", "Msvm_ImageManagementService.mof", virtualization_v2_Msvm_ImageManagementService, sizeof virtualization_v2_Msvm_ImageManagementService},
    {"root/virtualization/v2", "Msvm_ResourceAllocation.mof", virtualization_v2_Msvm_ResourceAllocation, sizeof virtualization_v2_Msvm_ResourceAllocation},
    {"root/virtualization/v2", "Msvm_Device.mof", virtualization_v2_Msvm_Device, sizeof virtualization_v2_Msvm_Device},
    {"root/virtualization/v2", "Msvm_VirtualEthernetSwitch.mof", virtualization_v2_Msvm_VirtualEthernetSwitch, sizeof virtualization_v2_Msvm_VirtualEthernetSwitch},
    {"root/HyperVCluster/v2", "CIM_Core.mof", HyperVCluster_v2_CIM_Core, sizeof HyperVCluster_v2_CIM_Core},
    {"root/HyperVCluster/v2", "CIM_Job.mof", HyperVCluster_v2_CIM_Job, sizeof HyperVCluster_v2_CIM_Job},
    {"root/HyperVCluster/v2", "Msvm_Job.mof", HyperVCluster_v2_Msvm_Job, sizeof HyperVCluster_v2_Msvm_Job},
    {"root/HyperVCluster/v2", "Msvm_ReferencePoint.mof", HyperVCluster_v2_Msvm_ReferencePoint, sizeof HyperVCluster_v2_Msvm_ReferencePoint},
    {"root/MSPS", "CIM_Job.mof", MSPS_CIM_Job, sizeof MSPS_CIM_Job},
    {"root/MSPS", "Msps_Provisioning.mof", MSPS_Msps_Provisioning, sizeof MSPS_Msps_Provisioning},
    {"root/CIMv2/Storage/iScsiTarget", "CIM_Job.mof", iScsiTarget_CIM_Job, sizeof iScsiTarget_CIM_Job},
    {"root/CIMv2/Storage/iScsiTarget", "MSISCSITARGET_Job.mof", iScsiTarget_MSISCSITARGET_Job, sizeof iScsiTarget_MSISCSITARGET_Job},
    {"root/winch", "CIM_Core.mof", winch_CIM_Core, sizeof winch_CIM_Core},
    {"root/winch", "CIM_Job.mof", winch_CIM_Job, sizeof winch_CIM_Job},
    {"root/winch", "CIM_JobQueue.mof", winch_CIM_JobQueue, sizeof winch_CIM_JobQueue},
    {"root/winch", "Winch_Job.mof", winch_Winch_Job, sizeof winch_Winch_Job},
    {"root/cimv2", "CIM_Core.mof", cimv2_CIM_Core, sizeof cimv2_CIM_Core},
    {"root/cimv2", "Win32_ComputerSystem.mof", cimv2_Win32_ComputerSystem, sizeof cimv2_Win32_ComputerSystem},
    {"root/cimv2", "Win32_PerfRawData.mof", cimv2_Win32_PerfRawData, sizeof cimv2_Win32_PerfRawData},
};

const struct schema_text *schema_texts(size_t *count) {
    *count = sizeof texts / sizeof texts[0];
    return texts;
}
