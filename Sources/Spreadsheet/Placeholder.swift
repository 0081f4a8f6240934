import CXLSXWriter

package func placeholder() {}
