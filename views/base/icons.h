#pragma once

#include <QIcon>
#include <QString>

namespace waferscope {

/// An icon of resources/icons in the text colour of the moment; it follows the theme by itself. `name` must exist.
[[nodiscard]] QIcon iconOf(const QString& name);

/// The same in a colour of its own, e.g. for a warning. Does not follow the theme.
[[nodiscard]] QPixmap iconPixmap(const QString& name, const QColor& colour, QSize logicalSize, qreal pixelRatio);

} // namespace waferscope
