#pragma once

namespace waferscope {

class WaferView;

/// Tells Qt how screen readers see a WaferView: a canvas whose children are the regions, with their names, places and
/// states. Calling it again does nothing.
void installWaferAccessibility();

/// Another set of regions is shown.
void tellRegionsChanged(WaferView& view);

} // namespace waferscope
