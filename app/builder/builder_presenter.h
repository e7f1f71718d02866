#pragma once

#include <QObject>

#include <memory>

class QWidget;

namespace waferscope {

class BuilderWindow;
class Document;
class WindowActions;

/// The way to the builder's window and back: an empty one, the open network's blocks, and what is to be mapped.
class BuilderPresenter : public QObject {
    Q_OBJECT
public:
    BuilderPresenter(QWidget& window, const WindowActions& actions, const Document& document);
    ~BuilderPresenter() override;

    [[nodiscard]] BuilderWindow& builder(); ///< made when it is first wanted, kept until the window goes
    [[nodiscard]] bool close(); ///< false when the person wants to stay there

Q_SIGNALS:
    void mapWanted(const QString& path); ///< the window is in front

private:
    void show();
    void edit();
    void update();

    QWidget& m_window;
    const WindowActions& m_actions;
    const Document& m_document;
    std::unique_ptr<BuilderWindow> m_builder; ///< null until it is first wanted
};

} // namespace waferscope
