#pragma once

#include "core/base/geometry.h"
#include "core/base/result.h"
#include "core/layout/kernel.h"
#include "core/machine/execution.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace waferscope {

/// How one convolution's channels are split: c rows of tiles over inputs, k columns over outputs.
struct ChannelSplit {
    int inputs = 1; ///< c
    int outputs = 1; ///< k

    friend bool operator==(const ChannelSplit&, const ChannelSplit&) = default;
};

/// Execution arguments: chosen by us. All at least 1; one split for every convolution of the kernel.
struct ExecutionArguments {
    int height = 1; ///< h: tiles over the image's rows
    int width = 1; ///< w: tiles over the image's columns
    std::vector<ChannelSplit> splits;

    friend bool operator==(const ExecutionArguments&, const ExecutionArguments&) = default;
};

enum class Rotation { R0, R90 }; ///< R90 swaps width and height of everything inside

struct PlacedKernel {
    ExecutionArguments arguments;
    PeRect rectangle; ///< size as the arguments and the rotation make it
    Rotation rotation = Rotation::R0;
    bool locked = false; ///< placers leave it where it is

    friend bool operator==(const PlacedKernel&, const PlacedKernel&) = default;
};

enum class RouteOrder { XThenY, YThenX };

/// A logical channel of the routers, 0 .. 23.
using RouteColor = std::uint8_t;

/// The way of one edge's bundle of lanes. Gradients take the same way back, so it has a colour for each direction.
struct Route {
    RouteOrder order = RouteOrder::XThenY;
    int shift = 0; ///< PEs by which all lanes are moved off their even places, to keep clear of another bundle
    std::optional<RouteColor> forward; ///< none when no colour was left on its way
    std::optional<RouteColor> backward;

    friend bool operator==(const Route&, const Route&) = default;
};

/// Where every kernel of a graph sits and how its streams run. A plain value; well formed, not necessarily legal.
struct Mapping {
    std::vector<PlacedKernel> kernels; ///< by KernelId
    std::vector<Route> routes; ///< by EdgeId
    int replicaColumns = 1; ///< replicas of the network that lie side by side; the next ones lie below

    [[nodiscard]] const PlacedKernel& operator[](KernelId id) const { return kernels.at(id.index()); }
    [[nodiscard]] const Route& operator[](EdgeId id) const { return routes.at(id.index()); }

    friend bool operator==(const Mapping&, const Mapping&) = default;
};

/// What no mapping of the graph can be, whatever its kernels: of other sizes, or of more replicas side by side than
/// there are; none when it is not. Fails with InvalidInput.
[[nodiscard]] std::optional<Error> malformed(const Mapping& mapping, const KernelGraph& graph);

/// Fails when sizes differ from the graph's, an argument is below 1 or a rectangle is not what its arguments make.
[[nodiscard]] Result<Mapping> createMapping(const KernelGraph& graph, Run run, std::vector<PlacedKernel> kernels,
                                            std::vector<Route> routes);

/// Where a PE of a placed kernel lies in the unrotated kernel whose north-west corner is (0, 0). `pe` is inside.
[[nodiscard]] PeCoord unrotated(const PlacedKernel& kernel, PeCoord pe);

/// Same mapping, same number, on every machine.
[[nodiscard]] std::uint64_t fingerprint(const Mapping& mapping);

} // namespace waferscope
