#pragma once

#include "core/evaluation.h"
#include "core/project.h"
#include "mapping/live_evaluation.h"

#include <deque>
#include <memory>

namespace waferscope {

/// Evaluations of the layouts that were seen last, so that undo, mode switch and Compare cost nothing. Window's thread.
class LayoutEvaluator {
public:
    /// Evaluates, or finds what was evaluated before.
    [[nodiscard]] std::shared_ptr<const Evaluation> evaluationOf(const std::shared_ptr<const Layout>& layout,
                                                                 const std::shared_ptr<const Assumptions>& assumptions);

    /// What a job has evaluated already.
    void remember(const std::shared_ptr<const Layout>& layout, const std::shared_ptr<const Assumptions>& assumptions,
                  const std::shared_ptr<const Evaluation>& evaluation);

private:
    struct Entry {
        std::shared_ptr<const Layout> layout;
        std::shared_ptr<const Assumptions> assumptions;
        std::shared_ptr<const Evaluation> evaluation;
    };

    void keep(Entry entry);

    std::deque<Entry> m_entries; ///< latest first
    LiveEvaluation m_live;
};

} // namespace waferscope
