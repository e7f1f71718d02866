#pragma once

#include <yaml-cpp/emitter.h>

#include <string>

namespace waferscope {

/// A text of any origin as a scalar; one with letters that act (see core/base/foreign_text.h) in double quotes.
void addText(YAML::Emitter& out, const std::string& text);

/// What was emitted, with those letters as escapes, and a line break behind.
[[nodiscard]] std::string yamlText(const YAML::Emitter& out);

} // namespace waferscope
