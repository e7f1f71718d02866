#include "views/base/tool_tip.h"

#include <QTextDocument>

namespace waferscope {

QString asToolTip(const QString& text)
{
    return Qt::mightBeRichText(text)
        ? QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped())
        : text;
}

} // namespace waferscope
