#pragma once

#include "core/base/result.h"

#include <QString>

#include <string>

class QWidget;

namespace waferscope {

class MessageBar;

/// Where to write a picture, whose kind its ending says; empty when called off.
[[nodiscard]] QString askForPictureFile(QWidget& window, const QString& title, const QString& suggested);

/// Writes a picture that was encoded, and says so, or why not.
void writePicture(MessageBar& message, const Result<std::string>& encoded, const QString& path);

} // namespace waferscope
