#include "app/presenters/job_presenter.h"

#include "app/jobs/opener.h"
#include "app/jobs/run_controller.h"
#include "views/base/number_text.h"
#include "views/panels/job_bar.h"
#include "views/panels/message_bar.h"

#include <QFileInfo>

namespace waferscope {

JobPresenter::JobPresenter(Opener& opener, RunController& runs, JobBar& bar, MessageBar& message)
    : m_opener(opener)
    , m_runs(runs)
    , m_bar(bar)
    , m_message(message)
{
    connectOpener();
    connectRuns();
    connect(&bar, &JobBar::cancelWanted, this, [this] {
        if (m_opener.isBusy())
            m_opener.stop();
        else
            m_runs.cancel();
    });
}

void JobPresenter::connectOpener()
{
    connect(&m_opener, &Opener::jobBegan, &m_bar, &JobBar::begin);
    connect(&m_opener, &Opener::jobProgressed, &m_bar, &JobBar::setProgress);
    connect(&m_opener, &Opener::improved, this, [this](const MappedLayout& best) {
        m_bar.setFinding(tr("%1 so far").arg(rateText(best.evaluation->numbers.samples)));
    });
    connect(&m_opener, &Opener::jobEnded, &m_bar, &JobBar::end);
    connect(&m_opener, &Opener::offered, this, [this](const MappedLayout& best) {
        m_bar.offer(tr("%1 so far").arg(rateText(best.evaluation->numbers.samples)));
    });
    connect(&m_opener, &Opener::offerEnded, &m_bar, &JobBar::end);
    connect(&m_bar, &JobBar::keepWanted, &m_opener, &Opener::keepBest);
    connect(&m_bar, &JobBar::discardWanted, &m_opener, &Opener::dropBest);
    const auto say = [this](auto signal, MessageKind kind) {
        connect(&m_opener, signal, this,
                [this, kind](const QString& sentence) { m_message.showMessage(kind, sentence); });
    };
    say(&Opener::exported, MessageKind::Note);
    say(&Opener::kept, MessageKind::Note);
    say(&Opener::noticed, MessageKind::Warning);
    say(&Opener::failed, MessageKind::Error);
    connect(&m_opener, &Opener::saved, this, [this](const QString& path) {
        m_message.showMessage(MessageKind::Note, tr("Saved %1.").arg(QFileInfo(path).fileName()));
    });
}

bool JobPresenter::isFree() const
{
    return !m_opener.isBusy() && !m_opener.isOffering();
}

void JobPresenter::connectRuns()
{
    connect(&m_runs, &RunController::jobBegan, this, [this] {
        if (isFree())
            m_bar.begin(tr("Emulating"));
    });
    connect(&m_runs, &RunController::jobProgressed, this, [this](double fraction, const QString& phase) {
        if (isFree())
            m_bar.setProgress(fraction, phase);
    });
    connect(&m_runs, &RunController::jobEnded, this, [this] {
        if (isFree())
            m_bar.end();
    });
    connect(&m_runs, &RunController::failed, this,
            [this](const QString& sentence) { m_message.showMessage(MessageKind::Error, sentence); });
}

} // namespace waferscope
