#pragma once

#include "core/layout/kernel.h"
#include "core/machine/assumptions.h"
#include "core/machine/system.h"

#include <optional>

namespace waferscope {

inline constexpr std::string_view kMeshEfficiency = "mesh_efficiency";
inline constexpr std::string_view kMeshShift = "mesh_shift_cycles";

/// A dense product (rows x inner) (inner x columns) on a square of PEs that holds all three matrices.
struct MeshProduct {
    std::int64_t rows = 1;
    std::int64_t inner = 1;
    std::int64_t columns = 1;
};

/// What a product on the mesh costs beside its sizes (MODEL section 4, Mesh).
struct MeshCost {
    double macsPerCycle = 4.0; ///< of one PE
    double efficiency = 1.0; ///< of the SIMD units, 0 .. 1
    double shift = 0.0; ///< cycles of a step beside arithmetic and streams

    static MeshCost of(const System& system, Precision precision, const Assumptions& assumptions);
};

/// Cycles of one product on side x side PEs: in `side` steps every PE multiplies its blocks while their successors come
/// in from its neighbours. Source: the compute-shift scheme of Cannon 1969, as WaferLLM (OSDI 2025) runs it.
[[nodiscard]] double cyclesOf(const MeshProduct& product, int side, const MeshCost& cost);

/// Tokens a second of reading a prompt of the network's sequence, all weights resident on the largest square of the
/// fabric: every layer's products in turn, the scores and the values of all heads one product each. The output head is
/// left out. Fails with Usage for a network without a look-up of tokens.
[[nodiscard]] Result<double> prefillTokensPerSecond(const KernelGraph& graph, const System& system, Precision precision,
                                                    const Assumptions& assumptions);

} // namespace waferscope
