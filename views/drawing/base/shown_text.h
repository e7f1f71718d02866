#pragma once

#include <QString>

#include <string_view>

namespace waferscope {

// Texts of foreign origin in pictures and the window: see core/base/foreign_text.h. What is edited stays to the letter.

/// A name on at most 80 columns.
[[nodiscard]] QString shownName(std::string_view name);

/// A sentence, or a file's name.
[[nodiscard]] QString shownText(const QString& text);

} // namespace waferscope
