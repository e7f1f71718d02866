#pragma once

#include "core/layout/evaluation.h"
#include "core/layout/layout.h"
#include "core/machine/assumptions.h"
#include "model/live_evaluation.h"

#include <deque>
#include <memory>

namespace waferscope {

/// What is evaluated: a layout of the project, or one that a hand tries and that is gone with its next move.
enum class LayoutState { Committed, Preview };

/// Evaluations of the layouts that were seen last, so that undo, mode switch and Compare cost nothing. Window's thread.
class LayoutEvaluator {
public:
    /// Evaluates, or finds what was evaluated before. A preview is not kept: a drag has hundreds, and they would push
    /// out what the window shows beside them.
    [[nodiscard]] std::shared_ptr<const Evaluation> evaluationOf(const std::shared_ptr<const Layout>& layout,
                                                                 const std::shared_ptr<const Assumptions>& assumptions,
                                                                 LayoutState state);

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
