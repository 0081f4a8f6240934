#include <xlsxwriter.h>
/* xlsxwriter.pc links with zlib; inflate() reads a finished workbook back. */
#include <zlib.h>
