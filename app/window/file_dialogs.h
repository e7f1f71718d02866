#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace waferscope {

/// The file that the person names, with `ending` where it has none of its own; empty when called off.
[[nodiscard]] QString askWhereToSave(QWidget* parent, const QString& title, const QString& suggested,
                                     const QString& filter, const QString& ending);

/// Asks what becomes of unsaved changes. `save` returns whether it has saved. Whether the person may go on.
[[nodiscard]] bool mayLoseChanges(QWidget* parent, const QString& sentence, const std::function<bool()>& save);

} // namespace waferscope
