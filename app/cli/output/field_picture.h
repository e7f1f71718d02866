#pragma once

#include "core/base/result.h"
#include "core/layout/evaluation.h"
#include "core/run/field.h"

#include <memory>
#include <string>

namespace waferscope {

/// Draws a field over a layout's regions, as the window does, into a PNG file. Needs no display.
[[nodiscard]] Result<bool> writeFieldPicture(const Layout& layout, const Evaluation& evaluation,
                                             std::shared_ptr<const Field> field, const std::string& file);

} // namespace waferscope
