#include "app/builder/block_presenter.h"

#include "app/builder/builder_actions.h"
#include "app/builder/builder_parts.h"
#include "app/builder/network_draft.h"
#include "core/blocks/block_starts.h"
#include "views/builder/block_catalogue.h"
#include "views/builder/block_list.h"
#include "views/builder/block_list_model.h"
#include "views/builder/block_palette.h"
#include "views/drawing/base/shown_text.h"
#include "views/panels/message_bar.h"

#include <QAction>
#include <QMenu>

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::size_t kMostEntries = 40; ///< of a menu; the form's list has more

std::vector<std::size_t> blocksFrom(std::size_t first, std::size_t count)
{
    std::vector<std::size_t> blocks(count);
    std::iota(blocks.begin(), blocks.end(), first);
    return blocks;
}

/// How two outputs come together: number by number where they are alike, else side by side.
const char* joinKind(const SpecCounts* counts, std::size_t at, BlockPlace other)
{
    if (!counts || other.kind == BlockPlace::Kind::Input || !counts->blocks[at] || !counts->blocks[other.index])
        return "add";
    return counts->blocks[at]->output == counts->blocks[other.index]->output ? "add" : "concat";
}

} // namespace

BlockPresenter::BlockPresenter(QWidget& window, const BuilderParts& parts, const BuilderActions& actions,
                               NetworkDraft& draft)
    : m_window(window)
    , m_parts(parts)
    , m_actions(actions)
    , m_draft(draft)
{
    connectActions();
    connectParts();
    connect(&draft, &NetworkDraft::specChanged, this, &BlockPresenter::updateActions);
    connect(&draft, &NetworkDraft::countsChanged, this, &BlockPresenter::updateActions);
    connect(&draft, &NetworkDraft::choiceChanged, this, &BlockPresenter::updateActions);
}

void BlockPresenter::connectActions()
{
    connect(m_actions.duplicate, &QAction::triggered, this, &BlockPresenter::duplicateChosen);
    connect(m_actions.remove, &QAction::triggered, this, &BlockPresenter::removeChosen);
    connect(m_actions.moveUp, &QAction::triggered, this, [this] { moveChosen(-1); });
    connect(m_actions.moveDown, &QAction::triggered, this, [this] { moveChosen(1); });
}

void BlockPresenter::connectParts()
{
    connect(m_parts.palette, &BlockPalette::blockWanted, this, &BlockPresenter::insert);
    connect(m_parts.model.get(), &BlockListModel::typeDropped, this, &BlockPresenter::insertAt);
    connect(m_parts.model.get(), &BlockListModel::blocksDropped, this, &BlockPresenter::move);
    connect(m_parts.list, &BlockList::galleryWanted, this, [this](QPoint place) { m_parts.galleryMenu->popup(place); });
    connect(m_parts.list, &BlockList::contextMenuWanted, this, &BlockPresenter::popUpContextMenu);
    connect(m_parts.branchMenu, &QMenu::aboutToShow, this, &BlockPresenter::fillBranchMenu);
    connect(m_parts.joinMenu, &QMenu::aboutToShow, this, &BlockPresenter::fillJoinMenu);
}

/// Of what is chosen.
void BlockPresenter::updateActions()
{
    const std::vector<std::size_t>& choice = m_draft.choice();
    for (QAction* action : {m_actions.duplicate, m_actions.remove})
        action->setEnabled(!choice.empty());
    m_actions.moveUp->setEnabled(!choice.empty() && choice.front() > 0);
    m_actions.moveDown->setEnabled(!choice.empty() && choice.back() + 1 < m_draft.spec()->blocks.size());
    m_parts.joinMenu->setEnabled(choice.size() == 1);
    m_parts.branchMenu->setEnabled(choice.size() == 1 || m_parts.list->current().has_value());
}

QString BlockPresenter::nameOf(BlockPlace place) const
{
    if (place.kind == BlockPlace::Kind::Input)
        return shownName(m_draft.spec()->inputs[place.index].name);
    const BlockSpec& block = m_draft.spec()->blocks[place.index];
    return block.name.empty() ? titleOfBlock(block.type) : shownName(block.name);
}

QString BlockPresenter::namesOf(const std::vector<std::size_t>& blocks) const
{
    return blocks.size() == 1 ? nameOf({BlockPlace::Kind::Block, blocks.front()}) : tr("%1 blocks").arg(blocks.size());
}

/// What flows into a block that is put at a place; nothing where that is not known.
Incoming BlockPresenter::incomingAt(std::size_t block) const
{
    if (block == 0) {
        const InputSpec& input = m_draft.spec()->inputs.front();
        const bool isPicture = input.shape.size() == 4;
        if (!isFloat(input.type) || input.shape.size() < 2)
            return {};
        const auto* number = std::get_if<std::int64_t>(&input.shape[isPicture ? 1 : input.shape.size() - 1]);
        return {number ? *number : 0, isPicture};
    }
    const std::shared_ptr<const SpecCounts> counts = m_draft.counts();
    if (!counts || !counts->blocks[block - 1] || counts->blocks[block - 1]->output.size() < 2)
        return {};
    const Shape& shape = counts->blocks[block - 1]->output;
    const bool isPicture = shape.size() == 4;
    return {shape[isPicture ? 1 : shape.size() - 1], isPicture};
}

/// Behind the chosen blocks, or at the end.
void BlockPresenter::insert(const QString& type)
{
    const std::vector<std::size_t>& choice = m_draft.choice();
    insertAt(type, choice.empty() ? m_draft.spec()->blocks.size() : choice.back() + 1);
}

void BlockPresenter::insertAt(const QString& type, std::size_t at)
{
    const BlockType* known = findBlockType(type.toStdString());
    if (!known || at > m_draft.spec()->blocks.size())
        return;
    if (m_draft.spec()->inputs.empty()) {
        m_draft.choose({});
        m_parts.message->showMessage(MessageKind::Warning,
                                     tr("A network begins with an input: add one in the form on the right."));
        return;
    }
    BlockSpec block = newBlock(*m_draft.spec(), *known, incomingAt(at));
    const QString name = shownName(block.name);
    m_draft.edit({withInserted(*m_draft.spec(), at, std::move(block)), tr("Add %1").arg(name), {}}, {at});
}

void BlockPresenter::move(const std::vector<std::size_t>& blocks, std::size_t before)
{
    if (blocks.empty())
        return;
    const auto above = static_cast<std::size_t>(
        std::count_if(blocks.begin(), blocks.end(), [before](std::size_t block) { return block < before; }));
    m_draft.edit({withMoved(*m_draft.spec(), blocks, before), tr("Move %1").arg(namesOf(blocks)), {}},
                 blocksFrom(before - above, blocks.size()));
}

void BlockPresenter::duplicateChosen()
{
    const std::vector<std::size_t> choice = m_draft.choice();
    if (choice.empty())
        return;
    m_draft.edit({withDuplicated(*m_draft.spec(), choice), tr("Duplicate %1").arg(namesOf(choice)), {}},
                 blocksFrom(choice.back() + 1, choice.size()));
}

/// The block that then stands in their place is chosen.
void BlockPresenter::removeChosen()
{
    const std::vector<std::size_t> choice = m_draft.choice();
    if (choice.empty())
        return;
    const std::size_t left = m_draft.spec()->blocks.size() - choice.size();
    const std::vector<std::size_t> next =
        left == 0 ? std::vector<std::size_t>{} : std::vector{std::min(choice.front(), left - 1)};
    m_draft.edit({withRemoved(*m_draft.spec(), choice), tr("Delete %1").arg(namesOf(choice)), {}}, next);
}

void BlockPresenter::moveChosen(int rows)
{
    const std::vector<std::size_t> choice = m_draft.choice();
    if (rows < 0 && !choice.empty() && choice.front() > 0)
        move(choice, choice.front() - 1);
    else if (rows > 0 && !choice.empty() && choice.back() + 1 < m_draft.spec()->blocks.size())
        move(choice, choice.back() + 2);
}

void BlockPresenter::branchFrom(BlockPlace stem, const QString& type)
{
    const BlockType* known = findBlockType(type.toStdString());
    if (!known)
        return;
    const std::size_t at = stem.kind == BlockPlace::Kind::Input ? 0 : stem.index + 1;
    BlockSpec block = newBlock(*m_draft.spec(), *known, incomingAt(at));
    m_draft.edit({withBranch(*m_draft.spec(), stem, std::move(block)), tr("Branch from %1").arg(nameOf(stem)), {}},
                 {at});
}

void BlockPresenter::joinWith(std::size_t at, BlockPlace other)
{
    const BlockType* type = findBlockType("join");
    BlockSpec join = newBlock(*m_draft.spec(), *type, {});
    const std::string kind = joinKind(m_draft.counts().get(), at, other);
    if (kind != "add")
        join.settings["kind"].text = kind;
    const QString text = tr("Join %1 with %2").arg(nameOf({BlockPlace::Kind::Block, at}), nameOf(other));
    m_draft.edit({withJoin(*m_draft.spec(), at, {other}, std::move(join)), text, {}}, {at + 1});
}

/// One entry a block type, in the palette's groups.
void BlockPresenter::fillBranchMenu()
{
    m_parts.branchMenu->clear();
    const std::optional<BlockPlace> stem = m_parts.list->current();
    if (!stem)
        return;
    for (int group = 0; group < kBlockGroupCount; ++group) {
        QMenu* part = m_parts.branchMenu->addMenu(titleOf(static_cast<BlockGroup>(group)));
        for (const BlockType& type : blockTypes()) {
            if (groupOf(type.name) != static_cast<BlockGroup>(group))
                continue;
            const QString name = QString::fromStdString(std::string{type.name});
            QAction* action = part->addAction(titleOfBlock(type.name));
            action->setObjectName(QStringLiteral("builder.branch.") + name);
            connect(action, &QAction::triggered, this, [this, stem, name] { branchFrom(*stem, name); });
        }
    }
}

/// One entry an input or block before the chosen one, the nearest first; not what it reads anyway.
void BlockPresenter::fillJoinMenu()
{
    m_parts.joinMenu->clear();
    if (m_draft.choice().size() != 1)
        return;
    const std::size_t at = m_draft.choice().front();
    const auto add = [this, at](BlockPlace place) {
        QAction* action = m_parts.joinMenu->addAction(nameOf(place));
        action->setObjectName(QStringLiteral("builder.join.") + nameOf(place));
        connect(action, &QAction::triggered, this, [this, at, place] { joinWith(at, place); });
    };
    const std::size_t first = at > kMostEntries ? at - kMostEntries : 0;
    for (std::size_t before = at; before-- > first;)
        add({BlockPlace::Kind::Block, before});
    for (std::size_t input = 0; input < m_draft.spec()->inputs.size(); ++input)
        add({BlockPlace::Kind::Input, input});
}

void BlockPresenter::popUpContextMenu(QPoint place)
{
    QMenu menu(&m_window);
    menu.setObjectName(QStringLiteral("builder.contextMenu"));
    menu.addMenu(m_parts.branchMenu);
    menu.addMenu(m_parts.joinMenu);
    menu.addSeparator();
    menu.addActions({m_actions.duplicate, m_actions.moveUp, m_actions.moveDown, m_actions.remove});
    menu.exec(place);
}

} // namespace waferscope
