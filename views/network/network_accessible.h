#pragma once

namespace waferscope {

class NetworkGraphView;

/// Tells Qt how screen readers see a NetworkGraphView: a canvas whose children are the nodes, with their names, counts
/// and states. Calling it again does nothing.
void installNetworkAccessibility();

/// Another node is chosen, or none.
void tellNodeChosen(NetworkGraphView& view);

} // namespace waferscope
