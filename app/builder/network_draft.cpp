#include "app/builder/network_draft.h"

#include <QUndoCommand>

namespace waferscope {

namespace {

constexpr int kMostSteps = 200; ///< each holds a whole network of blocks

} // namespace

/// The only command there is: networks are immutable, so undo is handing back the old one.
class ReplaceSpecCommand : public QUndoCommand {
public:
    ReplaceSpecCommand(NetworkDraft& draft, SpecEdit edit, std::vector<std::size_t> choice)
        : QUndoCommand(edit.text)
        , m_draft(draft)
        , m_before(draft.spec())
        , m_after(std::make_shared<const NetworkSpec>(std::move(edit.spec)))
        , m_choiceBefore(draft.choice())
        , m_choiceAfter(std::move(choice))
        , m_key(edit.key)
    {
    }

    int id() const override { return m_key.isEmpty() ? -1 : 1; }
    void redo() override { m_draft.replace(m_after, m_choiceAfter); }
    void undo() override { m_draft.replace(m_before, m_choiceBefore); }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* later = static_cast<const ReplaceSpecCommand*>(other);
        if (later->m_key != m_key)
            return false;
        m_after = later->m_after;
        setObsolete(*m_before == *m_after); // typed back to what it was
        return true;
    }

private:
    NetworkDraft& m_draft;
    std::shared_ptr<const NetworkSpec> m_before;
    std::shared_ptr<const NetworkSpec> m_after;
    std::vector<std::size_t> m_choiceBefore;
    std::vector<std::size_t> m_choiceAfter;
    QString m_key;
};

NetworkDraft::NetworkDraft(QObject* parent)
    : QObject(parent)
    , m_spec(std::make_shared<const NetworkSpec>())
{
    m_undoStack.setUndoLimit(kMostSteps);
    connect(&m_undoStack, &QUndoStack::cleanChanged, this, &NetworkDraft::titleChanged);
}

void NetworkDraft::open(NetworkSpec spec, const QString& path)
{
    m_undoStack.clear();
    m_path = path;
    replace(std::make_shared<const NetworkSpec>(std::move(spec)), {});
    Q_EMIT titleChanged();
}

void NetworkDraft::markSaved(const QString& path)
{
    m_path = path;
    m_undoStack.setClean();
    Q_EMIT titleChanged();
}

void NetworkDraft::edit(SpecEdit edit, std::vector<std::size_t> choice)
{
    if (edit.spec == *m_spec)
        return;
    m_undoStack.push(new ReplaceSpecCommand(*this, std::move(edit), std::move(choice))); // the stack owns it
}

void NetworkDraft::edit(SpecEdit edit)
{
    this->edit(std::move(edit), m_choice);
}

void NetworkDraft::choose(std::vector<std::size_t> blocks)
{
    if (blocks == m_choice)
        return;
    m_choice = std::move(blocks);
    Q_EMIT choiceChanged();
}

void NetworkDraft::replace(std::shared_ptr<const NetworkSpec> spec, const std::vector<std::size_t>& choice)
{
    m_spec = std::move(spec);
    m_counts.reset();
    m_choice = choice;
    if (!m_counting.isRunning())
        count();
    Q_EMIT specChanged();
}

void NetworkDraft::count()
{
    m_counting.start([spec = m_spec](const JobControl& job) { return countBlocks(*spec, job); },
                     [this, spec = m_spec](const Result<SpecCounts>& counts) {
                         if (spec != m_spec) {
                             count(); // it was edited meanwhile
                         } else if (counts.ok()) {
                             m_counts = std::make_shared<const SpecCounts>(counts.value());
                             Q_EMIT countsChanged();
                         }
                     });
}

} // namespace waferscope
