#pragma once

namespace waferscope {

/// Tells Qt how screen readers see a WaferView: a canvas whose children are the regions, with their names, places and
/// states. Calling it again does nothing.
void installWaferAccessibility();

} // namespace waferscope
