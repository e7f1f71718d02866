#include "views/drawing/base/shown_text.h"

#include "core/base/foreign_text.h"

namespace waferscope {

QString shownName(std::string_view name)
{
    constexpr std::size_t kMostColumns = 80;
    return QString::fromStdString(shortened(shown(name), kMostColumns));
}

QString shownText(const QString& text)
{
    return QString::fromStdString(shown(text.toStdString()));
}

} // namespace waferscope
