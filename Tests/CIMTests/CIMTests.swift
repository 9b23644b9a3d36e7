// CIM tests.
