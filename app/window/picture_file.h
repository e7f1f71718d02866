#pragma once

#include "core/base/result.h"

#include <QString>

class QWidget;

namespace waferscope {

class MessageBar;

/// Where to write a picture, whose kind its ending says; empty when called off.
[[nodiscard]] QString askForPictureFile(QWidget& window, const QString& title, const QString& suggested);

/// That the file was written, or why not.
void sayWritten(MessageBar& message, const Result<std::size_t>& written, const QString& path);

} // namespace waferscope
