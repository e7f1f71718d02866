#include "app/builder/builder_window.h"

#include "formats/networks/gallery.h"
#include "views/base/icons.h"
#include "views/base/theme.h"
#include "views/builder/block_form.h"
#include "views/builder/block_list.h"
#include "views/builder/block_list_model.h"
#include "views/builder/block_palette.h"
#include "views/builder/network_form.h"
#include "views/builder/totals_bar.h"
#include "views/panels/job_bar.h"
#include "views/panels/message_bar.h"

#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr QSize kUsualSize(1280, 820);
constexpr QSize kLeastSize(1024, 640);
constexpr int kNarrow = 1200; ///< logical pixels below which palette and form take less
constexpr int kPaletteWidth = 248;
constexpr int kFormWidth = 320;
constexpr int kLeastPalette = 200;
constexpr int kLeastForm = 280;

} // namespace

BuilderWindow::BuilderWindow(QWidget* parent)
    : QMainWindow(parent)
    , m_actions(m_draft.undoStack(), this)
    , m_model(std::make_unique<BlockListModel>())
{
    setObjectName(QStringLiteral("builderWindow"));
    setAcceptDrops(true);
    setMinimumSize(kLeastSize);
    resize(kUsualSize);
    makeLayout();
    makeMenus();
    makeToolBar();
    connectAll();
    beginEmpty(
        {"image", DataType::Float32, {std::string{"batch"}, std::int64_t{3}, std::int64_t{224}, std::int64_t{224}}});
}

BuilderWindow::~BuilderWindow()
{
    disconnect(&m_draft, nullptr, this, nullptr);
    disconnect(m_list, nullptr, this, nullptr); // the model goes before it
    disconnect(&m_exporting, nullptr, nullptr, nullptr);
}

void BuilderWindow::makeLayout()
{
    m_palette = new BlockPalette(this);
    m_list = new BlockList(*m_model, this);
    m_message = new MessageBar(this);
    m_jobBar = new JobBar(this);
    m_totals = new TotalsBar(this);
    m_forms = new QStackedWidget(this);
    m_blockForm = new BlockForm(m_forms);
    m_networkForm = new NetworkForm(m_forms);
    m_forms->addWidget(m_networkForm);
    m_forms->addWidget(m_blockForm);

    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_message);
    column->addWidget(m_jobBar);
    column->addWidget(m_list, 1);

    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("builder.splitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_palette);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_forms);
    m_splitter->setStretchFactor(1, 1);
    m_palette->setMinimumWidth(kLeastPalette);
    middle->setMinimumWidth(360);
    m_forms->setMinimumWidth(kLeastForm);

    auto* centre = new QWidget(this);
    auto* rows = new QVBoxLayout(centre);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_splitter, 1);
    rows->addWidget(m_totals);
    setCentralWidget(centre);
    setContextMenuPolicy(Qt::NoContextMenu); // Qt's own would hide the toolbar
}

/// In a narrow window the list comes first.
void BuilderWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    const bool isNarrow = width() < kNarrow;
    if (m_isNarrow == isNarrow)
        return;
    m_isNarrow = isNarrow;
    const int palette = isNarrow ? kLeastPalette : kPaletteWidth;
    const int form = isNarrow ? kLeastForm : kFormWidth;
    m_splitter->setSizes({palette, width() - palette - form, form});
}

void BuilderWindow::makeNewMenu()
{
    m_newMenu->setToolTipsVisible(true);
    m_newMenu->addActions({m_actions.newPicture, m_actions.newTokens, m_actions.newSequence, m_actions.newVector});
    m_newMenu->addSeparator();
    m_galleryMenu = m_newMenu->addMenu(tr("&Gallery"));
    m_galleryMenu->setObjectName(QStringLiteral("builder.menu.gallery"));
    for (const std::string& name : galleryNames()) {
        const Result<NetworkSpec> spec = gallerySpec(name);
        if (!spec.ok())
            continue;
        QAction* action = m_galleryMenu->addAction(QString::fromStdString(spec.value().title));
        action->setObjectName(QStringLiteral("builder.new.gallery.") + QString::fromStdString(name));
        action->setToolTip(QString::fromStdString(spec.value().description));
        connect(action, &QAction::triggered, this, [this, spec = spec.value()] { begin(spec); });
    }
    m_galleryMenu->setToolTipsVisible(true);
    m_newMenu->addActions({m_actions.newFromFamily, m_actions.newFromProject});
}

void BuilderWindow::makeMenus()
{
    const auto add = [this](const QString& title, const char* name) {
        QMenu* menu = menuBar()->addMenu(title);
        menu->setObjectName(QLatin1String(name));
        return menu;
    };
    const BuilderActions& a = m_actions;
    QMenu* file = add(tr("&File"), "builder.menu.file");
    m_newMenu = file->addMenu(tr("&New from"));
    m_newMenu->setObjectName(QStringLiteral("builder.menu.new"));
    makeNewMenu();
    file->addAction(a.open);
    file->addSeparator();
    file->addActions({a.save, a.saveAs, a.exportOnnx});
    file->addSeparator();
    file->addActions({a.mapIt});
    file->addSeparator();
    file->addAction(a.close);
    add(tr("&Edit"), "builder.menu.edit")->addActions({a.undo, a.redo});
    QMenu* blocks = add(tr("&Blocks"), "builder.menu.blocks");
    blocks->addActions({a.findBlock, a.properties});
    blocks->addSeparator();
    m_branchMenu = blocks->addMenu(tr("&Branch from here"));
    m_branchMenu->setObjectName(QStringLiteral("builder.menu.branch"));
    m_joinMenu = blocks->addMenu(tr("&Join with"));
    m_joinMenu->setObjectName(QStringLiteral("builder.menu.join"));
    blocks->addSeparator();
    blocks->addActions({a.duplicate, a.moveUp, a.moveDown, a.remove});
    for (QAction* action : {a.remove, a.moveUp, a.moveDown}) { // fields have uses of their own for these keys
        action->setShortcutContext(Qt::WidgetShortcut);
        m_list->addAction(action);
    }
}

void BuilderWindow::makeToolBar()
{
    auto* bar = addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("builder.toolBar"));
    bar->setMovable(false);
    bar->setFixedHeight(40);
    bar->setIconSize(QSize(20, 20));
    const BuilderActions& a = m_actions;
    auto* fresh = new QToolButton(bar);
    fresh->setObjectName(QStringLiteral("builder.new"));
    fresh->setText(tr("New"));
    fresh->setIcon(iconOf(QStringLiteral("file")));
    fresh->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    fresh->setPopupMode(QToolButton::InstantPopup);
    fresh->setMenu(m_newMenu);
    fresh->setToolTip(tr("Begin with an input, a network of the gallery, a family or the open project"));
    bar->addWidget(fresh);
    bar->addActions({a.open, a.save});
    bar->addSeparator();
    bar->addActions({a.undo, a.redo});
    bar->addSeparator();
    bar->addActions({a.properties, a.exportOnnx});
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(a.mapIt);
    static_cast<QToolButton*>(bar->widgetForAction(a.mapIt))->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

void BuilderWindow::connectAll()
{
    connectActions();
    connectParts();
    connect(&m_draft, &NetworkDraft::specChanged, this, &BuilderWindow::showSpec);
    connect(&m_draft, &NetworkDraft::countsChanged, this, &BuilderWindow::showCounts);
    connect(&m_draft, &NetworkDraft::choiceChanged, this, &BuilderWindow::showChoice);
    connect(&m_draft, &NetworkDraft::titleChanged, this, &BuilderWindow::updateTitle);
}

void BuilderWindow::connectActions()
{
    const BuilderActions& a = m_actions;
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    const Extent batch = std::string{"batch"};
    const auto beginWith = [this](const InputSpec& input) { return [this, input] { beginEmpty(input); }; };
    on(a.newPicture,
       beginWith({"image", DataType::Float32, {batch, std::int64_t{3}, std::int64_t{224}, std::int64_t{224}}}));
    on(a.newTokens, beginWith({"input_ids", DataType::Int32, {batch, std::string{"sequence"}}}));
    on(a.newSequence, beginWith({"steps", DataType::Float32, {batch, std::string{"sequence"}, std::int64_t{128}}}));
    on(a.newVector, beginWith({"features", DataType::Float32, {batch, std::int64_t{784}}}));
    on(a.newFromFamily, &BuilderWindow::beginFromFamily);
    on(a.newFromProject, [this] {
        if (m_project)
            begin(*m_project);
    });
    on(a.open, &BuilderWindow::browse);
    on(a.save, [this] { save(); });
    on(a.saveAs, [this] { saveAs(); });
    on(a.exportOnnx, &BuilderWindow::exportOnnx);
    on(a.mapIt, &BuilderWindow::mapIt);
    on(a.close, [this] { close(); });
    on(a.duplicate, &BuilderWindow::duplicateChosen);
    on(a.remove, &BuilderWindow::removeChosen);
    on(a.moveUp, [this] { moveChosen(-1); });
    on(a.moveDown, [this] { moveChosen(1); });
    on(a.findBlock, [this] { m_palette->focusSearch(); });
    on(a.properties, [this] {
        m_draft.choose({});
        m_networkForm->setFocus();
    });
}

void BuilderWindow::connectParts()
{
    connect(m_palette, &BlockPalette::blockWanted, this, &BuilderWindow::insertBlock);
    connect(m_model.get(), &BlockListModel::typeDropped, this, &BuilderWindow::insertBlockAt);
    connect(m_model.get(), &BlockListModel::blocksDropped, this, &BuilderWindow::moveBlocks);
    connect(m_list, &BlockList::choiceChanged, this, [this] { m_draft.choose(m_list->chosenBlocks()); });
    connect(m_list, &BlockList::activated, m_blockForm, &BlockForm::focusFirst);
    connect(m_list, &BlockList::galleryWanted, this, [this](QPoint place) { m_galleryMenu->popup(place); });
    connect(m_list, &BlockList::contextMenuWanted, this, &BuilderWindow::popUpContextMenu);
    connect(m_blockForm, &BlockForm::edited, this, [this](const SpecEdit& edit) { m_draft.edit(edit); });
    connect(m_networkForm, &NetworkForm::edited, this, [this](const SpecEdit& edit) { m_draft.edit(edit); });
    connect(m_totals, &TotalsBar::blockWanted, this, [this](std::size_t block) {
        m_draft.choose({block});
        m_list->setFocus();
    });
    connect(m_branchMenu, &QMenu::aboutToShow, this, &BuilderWindow::fillBranchMenu);
    connect(m_joinMenu, &QMenu::aboutToShow, this, &BuilderWindow::fillJoinMenu);
    connect(&m_exporting, &JobRunner::progressed, m_jobBar, &JobBar::setProgress);
    connect(m_jobBar, &JobBar::cancelWanted, this, [this] {
        m_exporting.stop();
        m_reading.stop();
    });
}

void BuilderWindow::setProjectNetwork(std::shared_ptr<const NetworkSpec> spec)
{
    m_project = std::move(spec);
    m_actions.newFromProject->setEnabled(m_project != nullptr);
}

void BuilderWindow::showSpec()
{
    m_model->show(m_draft.spec(), nullptr);
    m_list->choose(m_draft.choice());
    m_list->viewport()->update();
    updateForm();
    updateActions();
}

void BuilderWindow::showCounts()
{
    m_model->show(m_draft.spec(), m_draft.counts());
    m_totals->show(*m_draft.spec(), *m_draft.counts());
    updateForm();
    updateActions();
}

void BuilderWindow::showChoice()
{
    if (m_list->chosenBlocks() != m_draft.choice())
        m_list->choose(m_draft.choice());
    updateForm();
    updateActions();
}

/// The form of the chosen block, the current one of several; of the network where none is chosen.
void BuilderWindow::updateForm()
{
    const std::vector<std::size_t>& choice = m_draft.choice();
    if (choice.empty()) {
        m_networkForm->show(m_draft.spec());
        m_forms->setCurrentWidget(m_networkForm);
        return;
    }
    const std::optional<BlockPlace> current = m_list->current();
    const bool isBlock = current && current->kind == BlockPlace::Kind::Block;
    m_blockForm->show(m_draft.spec(), isBlock ? current->index : choice.back(), m_draft.counts());
    m_forms->setCurrentWidget(m_blockForm);
}

void BuilderWindow::updateActions()
{
    const std::vector<std::size_t>& choice = m_draft.choice();
    const bool isWhole = m_draft.counts() && m_draft.counts()->total;
    m_actions.exportOnnx->setEnabled(isWhole && !m_exporting.isRunning());
    m_actions.mapIt->setEnabled(isWhole);
    for (QAction* action : {m_actions.duplicate, m_actions.remove})
        action->setEnabled(!choice.empty());
    m_actions.moveUp->setEnabled(!choice.empty() && choice.front() > 0);
    m_actions.moveDown->setEnabled(!choice.empty() && choice.back() + 1 < m_draft.spec()->blocks.size());
    m_joinMenu->setEnabled(choice.size() == 1);
    m_branchMenu->setEnabled(choice.size() == 1 || m_list->current().has_value());
}

void BuilderWindow::updateTitle()
{
    const QString name =
        m_draft.path().isEmpty() ? QString::fromStdString(m_draft.spec()->title) : QFileInfo(m_draft.path()).fileName();
    setWindowTitle(QStringLiteral("%1[*] – %2").arg(name.isEmpty() ? tr("New network") : name, tr("Network builder")));
    setWindowModified(m_draft.isModified());
}

void BuilderWindow::say(MessageKind kind, const QString& sentence)
{
    m_message->showMessage(kind, sentence);
}

} // namespace waferscope
