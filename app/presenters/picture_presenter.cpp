#include "app/presenters/picture_presenter.h"

#include "app/presenters/layout_presenter.h"
#include "app/window/picture_file.h"
#include "app/window/wafer_pane.h"
#include "app/window/window_actions.h"
#include "core/base/file_name.h"
#include "views/wafer/wafer_view.h"

#include <QAction>
#include <QActionGroup>

namespace waferscope {

std::optional<FieldRequest> fieldRequestOf(const WaferPane& pane, const WindowActions& actions, PaneSide side)
{
    const std::optional<FieldKind> kind = actions.chosenField();
    if (!kind || !pane.isShown(side))
        return std::nullopt;
    return pane.view(side).fieldRequest(*kind);
}

PicturePresenter::PicturePresenter(QWidget& window, WaferPane& pane, const WindowActions& actions,
                                   const LayoutPresenter& layouts, RunController& runs, MessageBar& message)
    : m_window(window)
    , m_pane(pane)
    , m_actions(actions)
    , m_layouts(layouts)
    , m_runs(runs)
    , m_message(message)
{
    connectActions();
    connectRuns();
    connect(&layouts, &LayoutPresenter::panesChosen, this, &PicturePresenter::showKind);
    showMoment(runs.player().time());
}

void PicturePresenter::connectActions()
{
    connect(m_actions.pictures, &QActionGroup::triggered, this, &PicturePresenter::showKind);
    connect(m_actions.routes, &QAction::triggered, this, &PicturePresenter::showKind);
    connect(m_actions.labels, &QAction::triggered, this, &PicturePresenter::showKind);
    connect(m_actions.fit, &QAction::triggered, this, [this] { m_pane.view(PaneSide::Left).fit(); });
    connect(m_actions.exportPicture, &QAction::triggered, this, &PicturePresenter::exportPicture);
}

void PicturePresenter::connectRuns()
{
    Player& player = m_runs.player();
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
        connect(&m_pane.view(side), &WaferView::viewportChanged, &player, &Player::refresh);
    connect(&m_runs, &RunController::runChanged, this, &PicturePresenter::showRun);
    connect(&player, &Player::timeChanged, this, &PicturePresenter::showMoment);
    connect(&player, &Player::frameReady, this, &PicturePresenter::showFrame);
}

void PicturePresenter::showKind()
{
    const bool heat = m_actions.chosenField().has_value();
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right}) {
        WaferView& view = m_pane.view(side);
        view.setPictureKind(heat ? PictureKind::HeatMap : PictureKind::Layers);
        if (!heat)
            view.setField(nullptr);
        view.setRoutes(m_actions.routes->isChecked() ? Visibility::Shown : Visibility::Hidden);
        view.setLabels(m_actions.labels->isChecked() ? Visibility::Shown : Visibility::Hidden);
    }
    m_runs.player().refresh();
}

void PicturePresenter::showRun(PaneSide side)
{
    if (!m_runs.runOf(side))
        m_pane.view(side).setField(nullptr);
    showMoment(m_runs.player().time());
}

void PicturePresenter::showMoment(Cycles time)
{
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
        showStreaming(side, time);
}

void PicturePresenter::showStreaming(PaneSide side, Cycles time)
{
    const LayoutRun* run = m_runs.runOf(side);
    const std::optional<StreamingMoment> moment = run ? streamingMomentOf(*run, time) : std::nullopt;
    WaferView& view = m_pane.view(side);
    view.setStreaming(moment);
    const std::optional<ShownLayout> shown = m_layouts.shownOn(side);
    const bool bare = shown && shown->layout->mode() == Mode::WeightStreaming && !moment
        && !m_runs.player().isPlaying(); // words would flicker between layers
    QString notice;
    if (bare)
        notice = run ? tr("No layer is at work at this moment. Space plays.") : m_runs.notice();
    view.setNotice(notice);
}

void PicturePresenter::showFrame(const Frame& frame)
{
    for (std::size_t i = 0; i < frame.fields.size(); ++i) {
        if (frame.fields[i])
            m_pane.view(static_cast<PaneSide>(i)).setField(frame.fields[i]);
    }
}

void PicturePresenter::exportPicture()
{
    const std::optional<ShownLayout> shown = m_layouts.shownOn(PaneSide::Left);
    if (!shown)
        return;
    const QString name = QString::fromStdString(fileNameFrom(shown->layout->network()->name()));
    const QString path = askForPictureFile(m_window, tr("Export what is seen"), name + QStringLiteral(".png"));
    if (!path.isEmpty())
        exportTo(path);
}

void PicturePresenter::exportTo(const QString& path)
{
    writePicture(m_message, encoded(m_pane.view(PaneSide::Left).picture(), pictureFormatOf(path.toStdString())), path);
}

} // namespace waferscope
