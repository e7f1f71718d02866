#pragma once

#include "core/layout/evaluation.h"
#include "core/machine/assumptions.h"

#include <memory>
#include <optional>

namespace waferscope {

/// Evaluates a layout again and again while a hand moves its kernels: the same as evaluate(), but what the layout has
/// in common with the last one is taken over. The one engine object with a state; it lives where its caller does, on
/// one thread. Evaluations that it gave out never change.
class LiveEvaluation {
public:
    /// Takes over what is known already of a layout, so that the next evaluate() need not find it out.
    void remember(const std::shared_ptr<const Layout>& layout, const std::shared_ptr<const Assumptions>& assumptions,
                  const std::shared_ptr<const Evaluation>& evaluation);

    /// Equal to evaluate(layout, assumptions).
    [[nodiscard]] std::shared_ptr<const Evaluation> evaluate(const std::shared_ptr<const Layout>& layout,
                                                             const std::shared_ptr<const Assumptions>& assumptions);

private:
    [[nodiscard]] bool differsInItsMappingOnly(const Layout& layout,
                                               const std::shared_ptr<const Assumptions>& assumptions) const;

    std::shared_ptr<const Layout> m_layout; ///< the last; always pipelined
    std::shared_ptr<const Assumptions> m_assumptions;
    std::shared_ptr<const Evaluation> m_evaluation;
};

} // namespace waferscope
