#include "app/program_version.h"

namespace waferscope {

QString programVersion()
{
    return QStringLiteral(WAFERSCOPE_VERSION);
}

} // namespace waferscope
