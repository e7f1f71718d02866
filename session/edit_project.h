#pragma once

#include "core/layout/project.h"

#include <memory>
#include <optional>

namespace waferscope {

// What an edit makes of a project and its layouts. Values in, values out.

enum class Lock { Locked, Free };
/// The layout with one kernel held by placers, or not. `layout` must be pipelined.
[[nodiscard]] Layout lockedKernel(const Layout& layout, KernelId kernel, Lock lock);

/// The nearest place for a rectangle that lies on the fabric altogether.
[[nodiscard]] PeCoord keptInside(PeCoord origin, const PeRect& rectangle, const System& system);

/// The project with layout `index` replaced; the new one is named as `layout` is, or so and a number when another one
/// is named so.
[[nodiscard]] Project withLayout(const Project& project, std::size_t index,
                                 const std::shared_ptr<const Layout>& layout);

/// The project with one more layout, at the end, named in the same way.
[[nodiscard]] Project withAddedLayout(const Project& project, const std::shared_ptr<const Layout>& layout);

/// First layout of a mode, if any.
[[nodiscard]] std::optional<std::size_t> layoutOfMode(const Project& project, Mode mode);

/// Whether two projects say the same, down to the last rectangle.
[[nodiscard]] bool sameProject(const Project& a, const Project& b);

} // namespace waferscope
