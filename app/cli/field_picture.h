#pragma once

#include "core/evaluation.h"
#include "core/field.h"
#include "core/result.h"

#include <memory>
#include <string>

namespace waferscope {

/// Draws a field over a layout's regions, as the window does, into a PNG file. Needs no display.
[[nodiscard]] Result<std::size_t> writeFieldPicture(const Layout& layout, const Evaluation& evaluation,
                                                    std::shared_ptr<const Field> field, const std::string& file);

} // namespace waferscope
