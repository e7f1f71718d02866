#pragma once

#include "core/evaluation.h"

#include <memory>
#include <optional>

namespace waferscope {

/// Evaluates a layout again and again while a hand moves its kernels: the same as evaluate(), but what no mapping
/// changes is kept from the last time. The one engine object with a state; it lives where its caller does, on one
/// thread.
class LiveEvaluation {
public:
    /// Takes over what a search has found out, so that the first evaluate() need not.
    void remember(const std::shared_ptr<const Layout>& layout, const std::shared_ptr<const Assumptions>& assumptions,
                  const Evaluation& evaluation);

    /// Equal to evaluate(layout, assumptions).
    [[nodiscard]] std::shared_ptr<const Evaluation> evaluate(const std::shared_ptr<const Layout>& layout,
                                                             const std::shared_ptr<const Assumptions>& assumptions);

private:
    /// What the area bound depends on.
    struct Ground {
        std::shared_ptr<const KernelGraph> graph;
        std::shared_ptr<const Installation> installation;
        std::shared_ptr<const Assumptions> assumptions;
        Execution execution;
        friend bool operator==(const Ground&, const Ground&) = default;
    };

    [[nodiscard]] static Ground groundOf(const Layout& layout, const std::shared_ptr<const Assumptions>& assumptions);

    std::optional<Ground> m_ground;
    SamplesPerSecond m_areaBound;
};

} // namespace waferscope
