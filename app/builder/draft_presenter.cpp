#include "app/builder/draft_presenter.h"

#include "app/builder/builder_actions.h"
#include "app/builder/builder_parts.h"
#include "app/builder/network_draft.h"
#include "views/builder/block_form.h"
#include "views/builder/block_list.h"
#include "views/builder/block_list_model.h"
#include "views/builder/block_palette.h"
#include "views/builder/network_form.h"
#include "views/builder/totals_bar.h"

#include <QAction>
#include <QStackedWidget>

namespace waferscope {

DraftPresenter::DraftPresenter(const BuilderParts& parts, const BuilderActions& actions, NetworkDraft& draft)
    : m_parts(parts)
    , m_draft(draft)
{
    connectParts();
    connect(&draft, &NetworkDraft::specChanged, this, &DraftPresenter::showSpec);
    connect(&draft, &NetworkDraft::countsChanged, this, &DraftPresenter::showCounts);
    connect(&draft, &NetworkDraft::choiceChanged, this, &DraftPresenter::showChoice);
    connect(actions.findBlock, &QAction::triggered, this, [this] { m_parts.palette->focusSearch(); });
    connect(actions.properties, &QAction::triggered, this, [this] {
        m_draft.choose({});
        m_parts.networkForm->setFocus();
    });
}

void DraftPresenter::connectParts()
{
    connect(m_parts.list, &BlockList::choiceChanged, this, [this] { m_draft.choose(m_parts.list->chosenBlocks()); });
    connect(m_parts.list, &BlockList::activated, m_parts.blockForm, &BlockForm::focusFirst);
    const auto edit = [this](const SpecEdit& change) { m_draft.edit(change); };
    connect(m_parts.blockForm, &BlockForm::edited, this, edit);
    connect(m_parts.networkForm, &NetworkForm::edited, this, edit);
    connect(m_parts.totals, &TotalsBar::blockWanted, this, [this](std::size_t block) {
        m_draft.choose({block});
        m_parts.list->setFocus();
    });
}

void DraftPresenter::showSpec()
{
    m_parts.model->show(m_draft.spec(), nullptr);
    m_parts.list->choose(m_draft.choice());
    m_parts.list->viewport()->update();
    updateForm();
}

void DraftPresenter::showCounts()
{
    m_parts.model->show(m_draft.spec(), m_draft.counts());
    m_parts.totals->show(*m_draft.spec(), *m_draft.counts());
    updateForm();
}

void DraftPresenter::showChoice()
{
    if (m_parts.list->chosenBlocks() != m_draft.choice())
        m_parts.list->choose(m_draft.choice());
    updateForm();
}

/// The form of the chosen block, the current one of several; of the network where none is chosen.
void DraftPresenter::updateForm()
{
    const std::vector<std::size_t>& choice = m_draft.choice();
    if (choice.empty()) {
        m_parts.networkForm->show(m_draft.spec());
        m_parts.forms->setCurrentWidget(m_parts.networkForm);
        return;
    }
    const std::optional<BlockPlace> current = m_parts.list->current();
    const bool isBlock = current && current->kind == BlockPlace::Kind::Block;
    m_parts.blockForm->show(m_draft.spec(), isBlock ? current->index : choice.back(), m_draft.counts());
    m_parts.forms->setCurrentWidget(m_parts.blockForm);
}

} // namespace waferscope
