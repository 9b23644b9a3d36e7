// SOAP tests.
